import { expect, test } from 'vitest';
import { routeTimeout } from '../../../src/primary/compile/route-timeout.js';
import { qosTimeouts } from '../../../src/primary/config/checks/qos-timeouts.js';
import { config } from '../../../src/shared/config/config.js';

test.each([
  [1, 2, 2],
  [2, 1, 4],
  [5, 5, 10],
  [91, 90, 182],
  [0, 90, 90],
])('QoS %i s and a route of %i s make %i s', (qos, timeout, expected) => {
  expect(routeTimeout({ timeout, qos: { Timeout: qos * 1_000 } })).toBe(expected * 1_000);
});

test('without quality of service the route decides', () => {
  expect(routeTimeout({ timeout: 3, qos: null })).toBe(3_000);
});

test('a route that would end first is told of, by its own value or the global one', () => {
  const found = (route: object, global: object) => [
    ...qosTimeouts(config.parse({ Routes: [{ UpstreamPathTemplate: '/a', ...route }], GlobalConfiguration: global })),
  ];
  expect(found({ Timeout: 3, QoSOptions: { Timeout: 2_000 } }, {})).toEqual([]);
  expect(found({ Timeout: 2 }, { QoSOptions: { Timeout: 2_000 } })).toEqual([
    expect.objectContaining({ severity: 'warning', message: expect.stringContaining('so 4000 ms are used') }),
  ]);
});
