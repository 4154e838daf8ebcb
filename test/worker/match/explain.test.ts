import { expect, test } from 'vitest';
import type { RoutePlan } from '../../../src/shared/snapshot.js';
import { explain } from '../../../src/worker/match/explain.js';
import { plan, request } from './plans.js';

const routes: readonly RoutePlan[] = [
  plan('/items/{id}', '/plain/{id}', { priority: 5 }, 0),
  plan('/items/{id}', '/shop/{id}', { host: 'shop.test' }, 1),
  plan('/items/{id}', '/write/{id}', { methods: ['POST', 'PUT'] }, 2),
  plan('/items/7?kind={kind}', '/kind/{kind}', {}, 3),
  plan(
    '/items/7',
    '/gold',
    {
      headerTemplates: [
        ['tier', 'gold'],
        ['region', '{header:r}'],
      ],
    },
    4,
  ),
  plan('/other', '/other', {}, 5),
  plan('/{all}', '/{all}', {}, 6),
];

function sources(verdicts: readonly { readonly plan: RoutePlan; readonly why: string }[]): Record<string, string> {
  return Object.fromEntries(verdicts.map(({ plan: { source }, why }) => [source, why]));
}

test('says what wins, what else matches and what misses', () => {
  const found = explain(routes, request('/items/7?x=1', { headers: { region: 'eu' } }));
  expect(found.winner?.plan.source).toBe('Routes[0]');
  expect(found.winner?.why).toBe('the first match by priority, then by order in the file');
  expect(found.target).toBe('/plain/7?x=1');
  expect(sources(found.matched)).toEqual({ 'Routes[6]': 'priority 0 is below 5' });
  expect(sources(found.missed)).toEqual({
    'Routes[1]': 'the host is not shop.test',
    'Routes[2]': 'the method is not POST, PUT',
    'Routes[3]': 'the query is not that of /items/7?kind={kind}',
    'Routes[4]': 'the header tier is not gold',
  });
});

test('a route with the host beats earlier ones', () => {
  const found = explain(routes, request('/items/7', { host: 'shop.test' }));
  expect(found.winner?.plan.source).toBe('Routes[1]');
  expect(found.winner?.why).toBe('the first match that names this host');
  expect(found.matched.map(({ plan: { source }, why }) => [source, why])).toEqual([
    ['Routes[0]', 'a route that names the host comes before it'],
    ['Routes[6]', 'a route that names the host comes before it'],
  ]);
});

test('an only match and none', () => {
  expect(explain(routes, request('/x')).winner?.why).toBe('the only route that matches');
  expect(explain(routes.slice(0, 6), request('/x'))).toEqual({ winner: null, target: null, matched: [], missed: [] });
});
