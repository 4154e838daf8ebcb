import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AddressSet } from '../../../src/worker/addresses/address-set.js';

/** Two rules of Ocelot: blocked first, then allowed. */
function admits(allowed: string, blocked: string, exclude: boolean, client: string): boolean {
  if (new AddressSet([blocked], exclude ? [allowed] : []).has(client)) return false;
  return new AddressSet([allowed]).has(client);
}

test.each([
  ['192.168.0.0/255.255.0.0', '192.168.1.100-200', false, '192.168.1.150', false],
  ['192.168.0.0/255.255.0.0', '192.168.1.100-200', true, '192.168.1.150', true],
  ['192.168.1.10-20', '192.168.1.0/23', true, '192.168.1.10', true],
  ['192.168.1.30-50', '192.168.1.1-100', true, '192.168.1.35', true],
  ['192.168.1.30-50', '192.168.1.1-100', true, '192.168.1.55', false],
])('allowed %s, blocked %s, exclude %s: %s is let in: %s', (allowed, blocked, exclude, client, expected) => {
  expect(admits(allowed, blocked, exclude, client)).toBe(expected);
});

describe('has', () => {
  test.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['1.2.3.4', '::ffff:1.2.3.4', true],
    ['1.2.3.4', '::FFFF:102:304', true],
    ['::ffff:1.2.3.4', '1.2.3.4', true],
    ['0.0.0.1', '::1', false],
    ['::1', '0000:0000:0000:0000:0000:0000:0000:0001', true],
    ['::1', '0.0.0.1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['fe80::/10', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', true],
    ['fe80::/10', 'fec0::', false],
    ['2001:db8::-2001:db8::ff', '2001:db8::100', false],
    ['::', '::', true],
    ['0.0.0.0/0', 'localhost', false],
    ['0.0.0.0/0', '1.2.3.256', false],
    ['0.0.0.0/0', '1.2.3', false],
    ['::/0', '1::2::3', false],
    ['::/0', '1:2:3:4:5:6:7', false],
    ['::/0', '1:2:3:4:5:6:7:8:9', false],
    ['::/0', '1:', false],
    ['', '0.0.0.0', false],
  ])('%j and %s: %s', (entry, address, expected) => {
    expect(new AddressSet([entry]).has(address)).toBe(expected);
  });

  test('agrees with every address taken by itself', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const range = fc.tuple(octet, octet).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    const lists = fc.array(range, { maxLength: 8 });
    fc.assert(
      fc.property(lists, lists, fc.constantFrom('10.0.0.', '2001:db8::'), (kept, removed, prefix) => {
        const name = (value: number): string => prefix + (prefix.includes(':') ? value.toString(16) : value);
        const entries = (ranges: typeof kept): string[] => ranges.map(([a, b]) => `${name(a)}-${name(b)}`);
        const inside = (ranges: typeof kept, value: number): boolean =>
          ranges.some(([a, b]) => a <= value && value <= b);
        const set = new AddressSet(entries(kept), entries(removed));
        for (let value = 0; value < 256; value++) {
          expect(set.has(name(value))).toBe(inside(kept, value) && !inside(removed, value));
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('is empty when everything is taken out', () => {
  expect(new AddressSet(['10.0.0.5', '::1'], ['10.0.0.0/24', '::/0']).empty).toBe(true);
  expect(new AddressSet(['10.0.0.5'], ['10.0.0.6']).empty).toBe(false);
});
