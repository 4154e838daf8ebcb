import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import { RedisCounters } from '../../../src/worker/stores/redis-counters.js';
import { RedisRateLimits } from '../../../src/worker/stores/redis-rate-limits.js';
import { counterStoreContract } from '../../shared/backplane/counter-store-contract.js';
import { logLines } from '../../support/log-lines.js';
import { rateLimitContract } from '../../support/rate-limit-contract.js';
import { rule } from '../../support/rate-limit-rules.js';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.js';
import { redisPlan } from '../../support/redis-plan.js';
import { until } from '../../support/until.js';

const output = logLines();
let cluster: RedisCluster;
/** Two workers'; each finds the cluster through another node. */
let links: RedisConnection[] = [];

beforeAll(async () => {
  cluster = await startRedisCluster();
  links = [0, 1].map(
    (node) => new RedisConnection(redisPlan({ cluster: [cluster.nodes[node]!], commandTimeout: 10_000 }), output.log),
  );
  await until('the cluster is available', () => links.every(({ state }) => state.condition === 'available'));
});

afterAll(async () => {
  for (const link of links) link.close();
  await cluster?.stop();
});

rateLimitContract('a Redis Cluster', () => {
  const store = new RedisRateLimits(links[0]!, { workerId: 'w1', onFailure: 'reject' });
  return { store, pass: (milliseconds) => sleep(milliseconds), close: () => store.close() };
});

let workers = 0;
const worker = (link: RedisConnection): RedisCounters =>
  new RedisCounters(link, `host/${++workers}`, () => performance.now());

counterStoreContract('a Redis Cluster', () => ({ store: worker(links[0]!), others: links.map(worker) }));

it('limits on every node are one for all workers', async () => {
  const three = rule('FixedWindow', { limit: 3, period: 600_000 });
  const stores = links.map((link, i) => new RedisRateLimits(link, { workerId: `s${i}`, onFailure: 'reject' }));
  for (let client = 0; client < 50; client++) {
    const takes = Array.from({ length: 8 }, (_, i) => stores[i % 2]!.take(three, `client ${client}`));
    const decisions = await Promise.all(takes);
    expect(decisions.filter((decision) => decision?.allowed)).toHaveLength(3);
  }
});

it('calls in flight on every node last as long as their worker says so', async () => {
  const one = rule('Concurrency', { limit: 1 });
  const [holder, other] = links.map(
    (link, i) => new RedisRateLimits(link, { workerId: `h${i}`, onFailure: 'reject', callTtl: 900 }),
  );
  const clients = Array.from({ length: 30 }, (_, i) => `holder ${i}`);
  const taken = (store: RedisRateLimits) => Promise.all(clients.map((client) => store.take(one, client)));
  expect((await taken(holder!)).every((decision) => decision?.allowed)).toBe(true);
  await sleep(1_500);
  expect((await taken(other!)).some((decision) => decision?.allowed)).toBe(false);
  for (const client of clients) holder!.release(one, client);
  expect((await taken(holder!)).every((decision) => decision?.allowed)).toBe(true);
  for (const store of [holder!, other!]) store.close();
});

it('was never away meanwhile', () => {
  expect(output.messages()).toEqual(['Redis is available', 'Redis is available']);
});
