import { expect, test } from 'vitest';
import { riskyOptions } from '../../../../src/primary/config/checks/risky-options.js';
import { config } from '../../../../src/shared/config/config.js';

const found = (route: object, global: object = {}) =>
  [
    ...riskyOptions(config.parse({ Routes: [{ UpstreamPathTemplate: '/a', ...route }], GlobalConfiguration: global })),
  ].map(({ severity, path }) => `${severity} ${String(path.at(-1))}`);

test.each([
  [{}, {}, []],
  [
    { DangerousAcceptAnyServerCertificateValidator: true },
    {},
    ['warning DangerousAcceptAnyServerCertificateValidator'],
  ],
  [{ HttpHandlerOptions: { UseCookieContainer: true } }, {}, ['warning UseCookieContainer']],
  [{}, { HttpHandlerOptions: { UseCookieContainer: true } }, ['warning UseCookieContainer']],
  [{ HttpHandlerOptions: { UseCookieContainer: false } }, { HttpHandlerOptions: { UseCookieContainer: true } }, []],
  [{ DownstreamHttpVersion: '1.0' }, {}, ['warning DownstreamHttpVersion']],
  [{ DownstreamHttpVersion: '1.1' }, {}, []],
])('%j with %j: %j', (route, global, expected) => {
  expect(found(route, global)).toEqual(expected);
});
