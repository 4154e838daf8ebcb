import { expect, it } from 'vitest';
import { encodeSnapshot } from '../../../src/primary/workers/encoded-snapshot.js';
import { decodeRoutes } from '../../../src/shared/route-codec.js';
import { routePlan, settings } from '../../support/plans.js';

it('travels in parts that give the same routes in the same order', () => {
  const routes = Array.from({ length: 250 }, (_, i) =>
    routePlan({ path: `/r${i}/{x}`, destinations: [i + 1], host: 'a.test' }),
  );
  const { id, messages } = encodeSnapshot({ ...settings(), id: 7, routes });
  expect(id).toBe(7);
  expect(messages.map(({ type }) => type)).toEqual([
    'snapshot.begin',
    'snapshot.routes',
    'snapshot.routes',
    'snapshot.routes',
    'snapshot.commit',
  ]);
  const decoded = messages.flatMap((message) =>
    message.type === 'snapshot.routes' ? decodeRoutes(message.routes) : [],
  );
  expect(decoded).toEqual(routes);
});

it('needs no part without routes', () => {
  const { messages } = encodeSnapshot({ ...settings(), id: 1, routes: [] });
  expect(messages).toEqual([
    { type: 'snapshot.begin', settings: { ...settings(), id: 1 } },
    { type: 'snapshot.commit', id: 1 },
  ]);
});
