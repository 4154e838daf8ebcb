import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import type { Aggregator } from '../../../src/shared/extensions/aggregator.js';
import type { AggregationPlan } from '../../../src/shared/policies/aggregation.js';
import { plainAggregation, type RouteSketch, routePlan } from '../../support/plans.js';
import { startServer, type TestServer } from '../../support/server.js';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

export async function service(listener: http.RequestListener): Promise<number> {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export const says = (text: string | Buffer, status = 200, headers: http.OutgoingHttpHeaders = {}): Promise<number> =>
  service((_request, response) => response.writeHead(status, headers).end(text));

/** A gateway with one aggregate on `/all/{id}` of these members. */
export async function aggregate(
  members: Record<string, RouteSketch>,
  options: Partial<AggregationPlan> = {},
  more: RouteSketch['plan'] = {},
  aggregators: Readonly<Record<string, Aggregator>> = {},
): Promise<TestServer> {
  const path = '/all/{id}';
  const plans = Object.entries(members).map(([key, sketch]) => ({
    key,
    route: routePlan({ to: '/{id}', ...sketch, path }),
  }));
  const plan = { members: plans, aggregation: { ...plainAggregation, ...options }, ...more };
  const server = await startServer([{ path, methods: [], plan }], undefined, {
    extensions: { aggregators },
  });
  closers.push(() => server.drain(100));
  return server;
}

export async function textOf(server: TestServer, path = '/all/7'): Promise<string> {
  return (await fetch(`${server.url}${path}`)).text();
}
