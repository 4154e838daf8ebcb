import { expect, it } from 'vitest';
import { routePaths, routeTemplate } from '../../bench/routes.js';

it('requests every one of 10,000 routes once, by a path that fits its template', () => {
  const templates = new Set(Array.from({ length: 10_000 }, (_, index) => routeTemplate(index)));
  const hit = routePaths(10_000).map((path) => path.replace(/\/tenant-\d+\//, '/{tenant}/').replace(/\/\d+$/, '/{id}'));
  expect(new Set(hit)).toEqual(templates);
});

it('never requests neighbours one after the other', () => {
  const indexes = routePaths(10_000).map((path) => Number(/resource-(\d+)/.exec(path)![1]));
  const steps = indexes.slice(1).map((index, i) => Math.abs(index - indexes[i]!));
  expect(Math.min(...steps)).toBeGreaterThan(1000);
});
