import { expect, it } from 'vitest';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import { type BalancerPlan, noBalancer } from '../../../src/shared/policies/balancer.js';
import { Balancers } from '../../../src/worker/balance/balancers.js';
import { Candidates } from '../../../src/worker/balance/candidates.js';
import { chooseAgain } from '../../../src/worker/balance/choose.js';
import type { Exchange } from '../../../src/worker/exchange.js';
import { emptyRegistry } from '../../../src/worker/extensions/registry.js';
import { Destination } from '../../../src/worker/runtime/destination.js';
import { request } from './support.js';

const memory = new MemoryCounters(() => 0);

/** A request of a route with hosts `a`, `b`, …, each letter one, and what became of it. */
function tried(type: BalancerPlan['type'], letters: string) {
  const transport = { open: () => null } as never;
  const destinations = [...letters].map((host) => new Destination({ host, port: 1, weight: 1 }, transport));
  const balancers = new Balancers({ worker: memory, host: memory, cluster: memory });
  const plan = { ...noBalancer, type, name: `${type} ${letters}`, key: 'sid', expiry: 1_000 };
  const exchange = {
    ...request({ cookie: 'sid=1' }),
    ...{ lease: null, destination: null, endpoint: null, secure: false, failed: '' },
    hold(lease: Exchange['lease']) {
      exchange.lease = lease;
    },
    fail(failure: string) {
      exchange.failed = failure;
    },
    route: {
      secure: null,
      plan: { name: '/a', service: { balancer: plan } },
      service: { candidates: new Candidates(destinations), balancer: balancers.get(plan, emptyRegistry) },
    },
  } as unknown as Exchange & { lease: Exchange['lease']; failed: string };
  const again = (of: string): string => {
    chooseAgain(
      exchange,
      destinations.filter(({ host }) => of.includes(host)),
      () => {},
    );
    return exchange.destination?.host ?? '-';
  };
  return { exchange, again };
}

it.each(['NoLoadBalancer', 'RoundRobin', 'LeastConnection', 'CookieStickySessions', 'IpHash', 'Random'] as const)(
  '%s goes to a destination that was not tried, while there is one',
  (type) => {
    const { again } = tried(type, 'abc');
    const first = again('');
    const second = again(first);
    expect(second).not.toBe(first);
    expect([...`${first}${second}`, again(`${first}${second}`)].sort()).toEqual(['a', 'b', 'c']);
    expect('abc').toContain(again('abc'));
  },
);

it('does not count the call before', () => {
  const { exchange, again } = tried('LeastConnection', 'ab');
  expect([again(''), again('a'), again('b'), again('a')]).toEqual(['a', 'b', 'a', 'b']);
  exchange.lease!.release();
  expect([
    memory.acquire('LeastConnection ab', ['a:1', 'b:1']),
    memory.acquire('LeastConnection ab', ['a:1', 'b:1']),
  ]).toEqual([0, 1]);
});

it('takes a session along', () => {
  const { again } = tried('CookieStickySessions', 'ab');
  expect([again(''), again('a'), again(''), again('')]).toEqual(['a', 'b', 'b', 'b']);
});

it('fails without a destination', () => {
  const { exchange, again } = tried('RoundRobin', '');
  expect([again(''), exchange.failed]).toEqual(['-', 'noDestination']);
});
