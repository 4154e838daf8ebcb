import { expect, it } from 'vitest';
import { Balancers } from '../../../src/worker/balance/balancers.js';
import type { Destination } from '../../../src/worker/runtime/destination.js';

const destinations = (names: string) => [...names].map((host) => ({ host }) as Destination);
const names = (balancers: Balancers, type: 'NoLoadBalancer' | 'RoundRobin', of: string, count: number) =>
  Array.from({ length: count }, () => balancers.get('s', { type }).choose(destinations(of))?.host ?? '-').join('');

it('takes the first destination', () => {
  expect(names(new Balancers(), 'NoLoadBalancer', 'abc', 3)).toBe('aaa');
});

it('takes destinations in turn, from the first on', () => {
  expect(names(new Balancers(), 'RoundRobin', 'abc', 7)).toBe('abcabca');
});

it('goes on in turn when destinations come and go', () => {
  const balancers = new Balancers();
  expect(names(balancers, 'RoundRobin', 'ab', 1)).toBe('a');
  expect(names(balancers, 'RoundRobin', 'abc', 3)).toBe('bca');
  expect(names(balancers, 'RoundRobin', 'a', 2)).toBe('aa');
});

it('has none to give without destinations', () => {
  expect(names(new Balancers(), 'RoundRobin', '', 2)).toBe('--');
  expect(names(new Balancers(), 'NoLoadBalancer', '', 1)).toBe('-');
});

it('remembers a service while it is in use', () => {
  const balancers = new Balancers();
  const kept = balancers.get('kept', { type: 'RoundRobin' });
  const gone = balancers.get('gone', { type: 'RoundRobin' });
  balancers.keepOnly(new Set([kept]));
  expect(balancers.get('kept', { type: 'RoundRobin' })).toBe(kept);
  expect(balancers.get('gone', { type: 'RoundRobin' })).not.toBe(gone);
});
