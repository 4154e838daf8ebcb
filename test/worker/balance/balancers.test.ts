import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import { type BalancerPlan, noBalancer } from '../../../src/shared/policies/balancer.js';
import { Balancers } from '../../../src/worker/balance/balancers.js';
import type { Candidates } from '../../../src/worker/balance/candidates.js';
import type { Exchange } from '../../../src/worker/exchange.js';
import { emptyRegistry } from '../../../src/worker/extensions/registry.js';
import type { Destination } from '../../../src/worker/runtime/destination.js';
import { candidates, numbers, request, share } from './support.js';

function balancers(now = () => 0): Balancers {
  const memory = new MemoryCounters(now);
  return new Balancers({ worker: memory, host: memory, cluster: memory }, numbers());
}

const plan = (type: BalancerPlan['type'], more: Partial<BalancerPlan> = {}): BalancerPlan => ({
  ...noBalancer,
  type,
  name: 's',
  ...more,
});

function take(from: Balancers, by: BalancerPlan, of: Candidates, exchange: Exchange = request()): string {
  return (from.get(by, emptyRegistry).choose(exchange, of) as Destination | null)?.host ?? '-';
}

const takes = (from: Balancers, by: BalancerPlan, of: Candidates, count: number): string =>
  Array.from({ length: count }, () => take(from, by, of)).join('');

it('takes the first destination without a balancer', () => {
  expect(takes(balancers(), plan('NoLoadBalancer'), candidates('abc'), 3)).toBe('aaa');
});

describe.each(['worker', 'cluster'] as const)('RoundRobin of a %s', (scope) => {
  it('takes destinations in turn, from the first on', () => {
    expect(takes(balancers(), plan('RoundRobin', { scope }), candidates('abc'), 7)).toBe('abcabca');
  });

  it('takes turns by name', () => {
    const all = balancers();
    expect(takes(all, plan('RoundRobin', { scope, name: 'x' }), candidates('ab'), 1)).toBe('a');
    expect(takes(all, plan('RoundRobin', { scope, name: 'y' }), candidates('ab'), 1)).toBe('a');
    expect(takes(all, plan('RoundRobin', { scope, name: 'x' }), candidates('ab'), 1)).toBe('b');
  });
});

it('goes on in turn when destinations come and go', () => {
  const all = balancers();
  expect(takes(all, plan('RoundRobin'), candidates('ab'), 1)).toBe('a');
  expect(takes(all, plan('RoundRobin'), candidates('abc'), 3)).toBe('bca');
  expect(takes(all, plan('RoundRobin'), candidates('a'), 2)).toBe('aa');
});

describe('WeightedRoundRobin', () => {
  it('spreads the turns of a heavy destination evenly', () => {
    expect(takes(balancers(), plan('WeightedRoundRobin'), candidates('abc', [5, 1, 1]), 7)).toBe('aabacaa');
  });

  it.each(['worker', 'host'] as const)('gives each its weight of turns in every round, for a %s', (scope) => {
    const weight = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 6 }), fc.nat(50), (weights, before) => {
        const all = balancers();
        const names = weights.map((_, i) => `h${i}`);
        const of = candidates('abcdef'.slice(0, names.length), weights);
        const sum = weights.reduce((total, one) => total + one, 0);
        takes(all, plan('WeightedRoundRobin', { scope }), of, before);
        const round = share([...takes(all, plan('WeightedRoundRobin', { scope }), of, sum)]);
        expect(Object.entries(round).sort()).toEqual(weights.map((one, i) => ['abcdef'[i], one]));
      }),
    );
  });
});

describe('LeastConnection', () => {
  it('takes the first of those with the fewest calls', () => {
    expect(takes(balancers(), plan('LeastConnection'), candidates('abc'), 7)).toBe('abcabca');
  });

  it('takes one again whose calls have ended', () => {
    const all = balancers();
    const [first, second] = [request(), request()];
    expect(take(all, plan('LeastConnection'), candidates('ab'), first)).toBe('a');
    expect(take(all, plan('LeastConnection'), candidates('ab'), second)).toBe('b');
    second.leases[0]!.release();
    expect(takes(all, plan('LeastConnection'), candidates('ab'), 1)).toBe('b');
    first.leases[0]!.release();
    expect(takes(all, plan('LeastConnection'), candidates('ab'), 1)).toBe('a');
  });

  it('remembers the calls of a destination that was away', () => {
    const all = balancers();
    expect(takes(all, plan('LeastConnection'), candidates('ab'), 2)).toBe('ab');
    expect(takes(all, plan('LeastConnection'), candidates('b'), 1)).toBe('b');
    expect(takes(all, plan('LeastConnection'), candidates('ab'), 1)).toBe('a');
  });

  it('never differs by more than one call while calls come and go in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 60 }), (count, calls) => {
        const chosen = takes(balancers(), plan('LeastConnection'), candidates('abcdef'.slice(0, count)), calls);
        const shares = Object.values(share([...chosen]));
        expect(Math.max(...shares) - (shares.length < count ? 0 : Math.min(...shares))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('PowerOfTwoChoices', () => {
  it('keeps the destinations close together', () => {
    const shares = Object.values(share([...takes(balancers(), plan('PowerOfTwoChoices'), candidates('abcdef'), 600)]));
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(6);
  });

  it('leaves a busy destination alone', () => {
    const all = balancers();
    for (let i = 0; i < 50; i++) take(all, plan('PowerOfTwoChoices'), candidates('a'));
    expect(takes(all, plan('PowerOfTwoChoices'), candidates('abc'), 40)).not.toContain('a');
  });
});

describe('Random', () => {
  it('takes each as often as its weight says', () => {
    const shares = share([...takes(balancers(), plan('Random'), candidates('abc', [6, 3, 1]), 10_000)]);
    expect(shares.a! / 10_000).toBeCloseTo(0.6, 1);
    expect(shares.c! / 10_000).toBeCloseTo(0.1, 1);
  });
});

describe('IpHash', () => {
  const pick = (of: Candidates, address: string): string => take(balancers(), plan('IpHash'), of, request({}, address));

  it('takes the same destination for an address, in any order of the list', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (address, order) => {
        const shuffled = candidates(order.map((i) => 'abcde'[i]).join(''));
        expect(pick(shuffled, address)).toBe(pick(candidates('abcde'), address));
      }),
    );
  });

  it('moves only the addresses of a destination that goes', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(4), (address, gone) => {
        const before = pick(candidates('abcde'), address);
        const after = pick(candidates('abcde'.replace('abcde'[gone]!, '')), address);
        expect(after === before || before === 'abcde'[gone]).toBe(true);
      }),
    );
  });

  it('spreads addresses by weight', () => {
    const by = plan('IpHash');
    const all = balancers();
    const spread = (of: Candidates): Readonly<Record<string, number>> =>
      share(Array.from({ length: 20_000 }, (_, i) => take(all, by, of, request({}, `10.0.${i >> 8}.${i & 255}`))));
    for (const count of Object.values(spread(candidates('abcd')))) expect(count / 20_000).toBeCloseTo(0.25, 1);
    expect(spread(candidates('ab', [9, 1])).b! / 20_000).toBeCloseTo(0.1, 1);
  });
});

describe('HeaderHash', () => {
  const by = plan('HeaderHash', { key: 'x-user' });

  it('takes the same destination for a value', () => {
    const all = balancers();
    const of = candidates('abcdefgh');
    const chosen = ['ann', 'bob', 'cy', 'dan', 'eve', 'fay'].map((user) => {
      const first = take(all, by, of, request({ 'x-user': user }));
      expect(take(all, by, of, request({ 'x-user': user }))).toBe(first);
      return first;
    });
    expect(new Set(chosen).size).toBeGreaterThan(2);
  });

  it('spreads requests without the header', () => {
    const all = balancers();
    expect(takes(all, by, candidates('abc'), 4)).toBe('abca');
    expect(take(all, by, candidates('abc'), request({ 'x-user': '' }))).toBe('b');
  });
});

it('remembers a balancer while it is in use', () => {
  const all = balancers();
  const kept = all.get(plan('RoundRobin', { name: 'kept' }), emptyRegistry);
  const gone = all.get(plan('RoundRobin', { name: 'gone' }), emptyRegistry);
  all.keepOnly(new Set([kept]));
  expect(all.get(plan('RoundRobin', { name: 'kept' }), emptyRegistry)).toBe(kept);
  expect(all.get(plan('RoundRobin', { name: 'gone' }), emptyRegistry)).not.toBe(gone);
});
