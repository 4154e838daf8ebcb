import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Breaker, rejected } from '../../../src/worker/resilience/breaker.js';

const breakDuration = 1_000;

const plan = fc.record({
  minimumThroughput: fc.integer({ min: 1, max: 4 }),
  breakDuration: fc.constant(breakDuration),
  failureRatio: fc.constantFrom(null, 0.1, 0.5, 1),
  samplingDuration: fc.constantFrom(600, 5_000),
  scope: fc.constant('route' as const),
});

const outcomes = ['succeeded', 'failed', 'released'] as const;

/** What happens, one after the other: time passes, a call asks, or one in flight ends. */
const event = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), for: fc.integer({ min: 1, max: 1_500 }) }),
  fc.record({ kind: fc.constant('ask' as const) }),
  fc.record({ kind: fc.constant('end' as const), which: fc.nat(20), outcome: fc.constantFrom(...outcomes) }),
);

test('whatever happens, a break lasts its time, one probe runs at a time, and no circuit stays shut for ever', () => {
  fc.assert(
    fc.property(plan, fc.array(event, { maxLength: 80 }), (options, events) => {
      const clock = { now: 0 };
      const breaker = new Breaker(options, clock, () => {});
      const flying: { generation: number; isProbe: boolean }[] = [];
      for (const one of events) {
        if (one.kind === 'wait') clock.now += one.for;
        else if (one.kind === 'ask') {
          const { state, openedAt } = breaker;
          const generation = breaker.admit();
          if (generation === rejected) {
            expect(state).not.toBe('closed');
            continue;
          }
          if (state === 'open') expect(clock.now - openedAt!).toBeGreaterThanOrEqual(breakDuration);
          flying.push({ generation, isProbe: state !== 'closed' });
        } else if (flying.length > 0) {
          const [call] = flying.splice(one.which % flying.length, 1);
          breaker[one.outcome](call!.generation);
        }
        const probes = flying.filter(({ generation, isProbe }) => isProbe && generation === breaker.generation);
        expect(probes.length).toBeLessThanOrEqual(1);
        if (breaker.state === 'half-open' && probes.length === 1) expect(breaker.admit()).toBe(rejected);
      }
      for (const { generation } of flying) breaker.released(generation);
      clock.now += breakDuration;
      expect(breaker.admit()).not.toBe(rejected);
    }),
    { numRuns: 500 },
  );
});
