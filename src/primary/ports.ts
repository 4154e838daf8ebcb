import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { portInUse } from './listening-probe.js';
import { StartFailure } from './start-failure.js';
import type { ListenerConfig } from './tls/listener-config.js';

/** The workers of a primary that was killed need a moment to let go of their port, ms. */
const PATIENCE = 3_000;
const INTERVAL = 100;

/** Port 0 is any free port, and has to be the same one for every worker. An address that cannot be had is the workers' to report. */
export function withFixedPorts(listeners: readonly ListenerConfig[]): Promise<ListenerConfig[]> {
  return Promise.all(
    listeners.map(async (listener) =>
      listener.Port === 0 ? { ...listener, Port: await freePort(listener.Host).catch(() => 0) } : listener,
    ),
  );
}

/** Rejects with StartFailure when somebody else listens where this gateway is to listen. */
export async function assertPortsFree(listeners: readonly { host: string; port: number }[]): Promise<void> {
  const until = performance.now() + PATIENCE;
  for (const { host, port } of listeners) {
    while (await portInUse(host, port)) {
      if (performance.now() > until) {
        throw new StartFailure(
          `Port ${port} on ${host} is in use by another program. Stop that one or choose another port (--port).`,
        );
      }
      await sleep(INTERVAL);
    }
  }
}
