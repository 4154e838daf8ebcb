import type { Extensions } from '../../src/shared/extensions/extensions.js';
import type { RoutePlan, SnapshotSettings } from '../../src/shared/snapshot.js';
import type { SharedStores } from '../../src/worker/backplane/shared-stores.js';
import { Registry } from '../../src/worker/extensions/registry.js';
import { createGatewayServer } from '../../src/worker/server/gateway-server.js';
import { freePort } from './free-port.js';
import { type RouteSketch, routePlan, settings } from './plans.js';

/** The gateway server of a worker, in this process. */
export interface TestServer {
  readonly port: number;
  readonly url: string;
  /** Log lines so far. */
  readonly log: readonly { fields: Record<string, unknown>; message: string }[];
  apply(routes: readonly RouteSketch[], more?: SnapshotSettings): void;
  drain(timeout?: number): Promise<void>;
}

export async function startServer(
  routes: readonly RouteSketch[],
  plan: SnapshotSettings = settings(),
  { extensions = {}, ...parts }: Partial<SharedStores> & { readonly extensions?: Extensions } = {},
): Promise<TestServer> {
  const log: { fields: Record<string, unknown>; message: string }[] = [];
  const write = (fields: object, message: string) => void log.push({ fields: { ...fields }, message });
  const server = createGatewayServer({ info: write, warn: write }, parts);
  const apply = (sketches: readonly RouteSketch[], snapshot: SnapshotSettings = plan) => {
    const receiver = server.begin(snapshot, new Registry([extensions]));
    receiver.add(sketches.map(routePlan).sort(byPriority));
    receiver.commit();
  };
  apply(routes);
  const port = await freePort();
  await server.listen([{ host: '127.0.0.1', port, tls: null }]);
  return { port, url: `http://127.0.0.1:${port}`, log, apply, drain: (timeout = 1_000) => server.drain(timeout, 1001) };
}

const byPriority = (a: RoutePlan, b: RoutePlan): number => b.upstream.priority - a.upstream.priority;
