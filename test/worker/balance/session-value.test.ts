import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSessionValue, sessionDestination } from '../../../src/worker/balance/session-value.js';
import { destinations } from './support.js';

const now = 1_790_000_000_000;
const hosts = destinations(['a', 'b', 'c', 'd']);
const minute = 60_000;

describe('a value of the gateway', () => {
  it('leads to its destination, in any order of the list', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(19), (count, place) => {
        const all = destinations(Array.from({ length: count }, (_, i) => `h${i}`));
        const destination = all[place % count]!;
        const value = newSessionValue(destination, all, now)!;
        expect(value).toMatch(/^[\w-]{22}$/);
        expect(sessionDestination(value, all.toReversed(), minute, now + 1)).toBe(destination);
      }),
    );
  });

  it('leads there as well when others have gone', () => {
    for (let i = 0; i < 50; i++) {
      const value = newSessionValue(hosts[1]!, hosts, now)!;
      expect(sessionDestination(value, [hosts[1]!, hosts[3]!], minute, now)).toBe(hosts[1]);
    }
  });

  it('leads nowhere after its time, or long before it', () => {
    const value = newSessionValue(hosts[0]!, hosts, now)!;
    expect(sessionDestination(value, hosts, minute, now + minute - 1)).toBe(hosts[0]);
    expect(sessionDestination(value, hosts, minute, now + minute)).toBeNull();
    expect(sessionDestination(value, hosts, minute, now - minute - 1)).toBeNull();
  });

  it('is another one every time', () => {
    const values = Array.from({ length: 100 }, () => newSessionValue(hosts[0]!, hosts, now));
    expect(new Set(values).size).toBe(100);
  });
});

it.each(['', 'laura', 'x'.repeat(22), '!'.repeat(22), 'CfDJ8MFmL5BYcJNAhGXuWxg'])('%j is not one', (value) => {
  expect(sessionDestination(value, hosts, minute, now)).toBeNull();
});
