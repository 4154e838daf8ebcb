import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChannelServer } from '../../../src/primary/backplane/channel-server.js';
import { HostRateLimits } from '../../../src/primary/backplane/host-rate-limits.js';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import type { RateLimitRule } from '../../../src/shared/backplane/rate-limit-rule.js';
import { rule } from '../../support/rate-limit-rules.js';
import { type RemoteLimits, type RemoteLimitsOptions, remoteLimits } from '../../support/remote-limits.js';
import { until } from '../../support/until.js';

const RECALL_TIMEOUT = 100;

let time: number;
let server: ChannelServer;
const remotes: RemoteLimits[] = [];

beforeEach(async () => {
  time = 1_000_000;
  server = new ChannelServer(
    { rateLimits: new HostRateLimits(() => server.workers.size, clock), counters: new MemoryCounters(clock) },
    { joined: () => {}, left: () => {}, message: () => {}, request: () => undefined },
    RECALL_TIMEOUT,
  );
  await server.start();
});

afterEach(() => {
  for (const { peer } of remotes.splice(0)) peer.close();
  server.close();
});

/** The time of the primary and of the workers; it stands still unless a test lets it pass. */
const clock = (): number => time;

async function workers(count: number, more: RemoteLimitsOptions = {}): Promise<RemoteLimits[]> {
  const hasPeers = count > 1;
  while (remotes.length < count) remotes.push(await remoteLimits(server, { hasPeers, now: clock, ...more }));
  await until('all are there', () => server.workers.size === count);
  return remotes;
}

const window = (limit: number, more: Partial<RateLimitRule> = {}) =>
  rule('FixedWindow', { limit, period: 60_000, ...more });

/** Sends so many requests at once to one worker after the other. @returns how many passed */
async function burst(count: number, one: RateLimitRule, key = 'client'): Promise<number> {
  const decisions = await Promise.all(
    Array.from({ length: count }, (_, at) => remotes[at % remotes.length]!.store.take(one, key)),
  );
  return decisions.filter((decision) => decision?.allowed).length;
}

it.each([1, 2, 3])('exactly the limit passes with %i workers, however it was lent', async (count) => {
  await workers(count);
  let passed = 0;
  for (let each = 0; each < 60; each += 1) {
    passed += await burst(count * (1 + (each % 40)), window(1_000));
    // Some bursts meet a quiet client, others one that sends a lot.
    time += each % 3;
  }
  expect(passed).toBe(1_000);
});

it('the same in the window after', async () => {
  await workers(2);
  const passed: number[] = [];
  for (let each = 0; each < 4; each += 1) {
    passed.push(await burst(700, window(500)));
    time += 60_000;
  }
  expect(passed).toEqual([500, 500, 500, 500]);
});

it('a client that sends little sees one quota, whichever worker it meets', async () => {
  await workers(2);
  const remaining: number[] = [];
  for (let each = 0; each < 40; each += 1) {
    time += 1;
    remaining.push((await remotes[each % 2]!.store.take(window(1_000), 'client'))!.remaining);
  }
  expect(remaining).toEqual(Array.from(remaining, (_, at) => 999 - at));
});

it('the only worker asks once, and says exactly what is left', async () => {
  const [only] = await workers(1);
  expect(await only!.store.take(window(10), 'client')).toMatchObject({ allowed: true, remaining: 9 });
  const next = only!.store.take(window(10), 'client');
  expect(next).toEqual({ allowed: true, remaining: 8, resetAt: time + 60_000, retryAfter: 0 });
});

it('several workers are lent a part when a client sends a lot', async () => {
  const [first] = await workers(2);
  await burst(64, window(10_000));
  expect(first!.store.take(window(10_000), 'client')).not.toBeInstanceOf(Promise);
});

it('what a worker has not used for a while is back with the primary, which says what is left', async () => {
  const [, other] = await workers(2);
  await burst(64, window(10_000));
  let taken = 64;
  await until('it says what is left', async () => {
    taken += 1;
    return (await other!.store.take(window(10_000), 'client'))!.remaining === 10_000 - taken;
  });
});

it('who is refused until some time is refused by the worker until then', async () => {
  const [first] = await workers(2);
  const one = window(1, { wait: 5_000 });
  await burst(4, one);
  expect(first!.store.take(one, 'client')).toEqual({
    allowed: false,
    remaining: 0,
    resetAt: time + 5_000,
    retryAfter: 5_000,
  });
  time += 5_000;
  expect(await first!.store.take(one, 'client')).toMatchObject({ allowed: true });
});

it('a worker that ends gives back what it has not used', async () => {
  const [old] = await workers(1);
  await old!.store.take(window(10), 'client');
  await old!.store.take(window(10), 'client');
  const { store } = (await workers(2))[1]!;
  old!.store.close();
  old!.peer.close();
  await until('it is gone', () => server.workers.size === 1);
  expect(await store.take(window(10), 'client')).toMatchObject({ allowed: true, remaining: 7 });
  remotes.shift();
  expect(await burst(20, window(10))).toBe(7);
});

it('what a worker has that is killed is lost until the window ends', async () => {
  const [old, other] = await workers(2);
  await burst(64, window(1_000));
  old!.peer.close();
  await until('it is gone', () => server.workers.size === 1);
  remotes.shift();
  const passed = 64 + (await burst(1_000, window(1_000)));
  expect(passed).toBeLessThan(1_000);
  // It had used 32 requests, and was lent about as many at most.
  expect(passed).toBeGreaterThan(900);
  const refused = await other!.store.take(window(1_000), 'client');
  expect(refused).toMatchObject({ allowed: false, retryAfter: 60_000 });
  time += 60_000;
  expect(await burst(1_100, window(1_000))).toBe(1_000);
});

it('while a worker hangs that has borrowed, others are refused for now, and get its part when it is back', async () => {
  let goOn = () => {};
  const hang = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await workers(1, { beforeRecall: () => hang });
  await workers(2);
  await burst(64, window(1_000));
  const [hung] = remotes.splice(0, 1);
  const passed = 64 + (await burst(1_000, window(1_000)));
  expect(passed).toBeLessThan(1_000);
  const [other] = remotes;
  expect(await other!.store.take(window(1_000), 'client')).toMatchObject({ allowed: false, retryAfter: 0 });
  goOn();
  remotes.push(hung!);
  let all = passed;
  await until('the rest is back', async () => {
    all += await burst(2, window(1_000));
    return all === 1_000;
  });
  expect(await burst(100, window(1_000))).toBe(0);
});
