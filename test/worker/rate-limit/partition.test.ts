import { expect, it } from 'vitest';
import { Claims } from '../../../src/worker/auth/claims.js';
import type { Exchange } from '../../../src/worker/exchange.js';
import type { linkSteps } from '../../../src/worker/pipeline.js';
import { rateLimit, rateLimitByClaims } from '../../../src/worker/policies/rate-limit.js';
import { partition } from '../../../src/worker/rate-limit/partition.js';
import { routePlan, settings } from '../../support/plans.js';
import { rateLimitPlan } from '../../support/rate-limit-plan.js';

const userWith = (claims: Record<string, string[]>) =>
  ({ user: { scheme: 's', name: null, claims: new Claims(new Map(Object.entries(claims))) } }) as unknown as Exchange;

it('is the values of a claim', () => {
  const bySub = partition([{ kind: 'claim', name: 'sub' }], 'oc-client');
  expect(bySub(userWith({ sub: ['a'] }))).toBe('a');
  expect(bySub(userWith({ sub: ['a', 'b'] }))).toBe('a,b');
  expect(bySub(userWith({}))).toBe('');
});

it('is two claims, of which none can pretend to be both', () => {
  const both = partition(
    [
      { kind: 'claim', name: 'a' },
      { kind: 'claim', name: 'b' },
    ],
    'oc-client',
  );
  const texts = [
    { a: ['x'], b: ['y'] },
    { a: ['x1:y'], b: [] },
    { a: [], b: ['x1:y'] },
    { a: ['y'], b: ['x'] },
  ].map((claims) => both(userWith(claims)));
  expect(new Set(texts).size).toBe(4);
});

it('by a claim is known only after authorization', () => {
  const of = (PartitionBy: string[]) =>
    routePlan({ plan: { rateLimit: rateLimitPlan('/a', { Limit: 1, PartitionBy }) } });
  const context = { settings: settings(), state: {} } as unknown as Parameters<typeof linkSteps>[1];
  const links = (entries: string[]) =>
    [rateLimit, rateLimitByClaims].map((policy) => policy.link(of(entries), context));
  expect(links(['client', 'claim:sub'])).toEqual([null, expect.any(Function)]);
  expect(links(['client', 'ip'])).toEqual([expect.any(Function), null]);
});
