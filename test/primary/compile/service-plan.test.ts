import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { config } from '../../../src/shared/config/config.js';

const destination = { DownstreamHostAndPorts: [{ Host: 'a.test', Port: 80 }] };

/** The ids of the services of two routes to one destination. */
function ids(one: object, other: object): readonly [string, string] {
  const [first, second] = compile(
    config.parse({
      Routes: [
        { UpstreamPathTemplate: '/a', ...destination, ...one },
        { UpstreamPathTemplate: '/b', ...destination, ...other },
      ],
    }),
    1,
  ).routes;
  return [first!.service.id, second!.service.id];
}

describe('two routes to one destination', () => {
  test.each([
    ['nothing', {}],
    ['a version', { DownstreamHttpVersion: '2.0' }],
    ['redirects', { HttpHandlerOptions: { AllowAutoRedirect: true } }],
    ['the proxy', { HttpHandlerOptions: { UseProxy: true } }],
    ['a client certificate', { ClientCertificate: { Certificate: 'c', Key: 'k' } }],
  ])('share a service when they share %s', (_name, options) => {
    const [first, second] = ids(options, options);
    expect(first).toBe(second);
  });

  test.each([
    ['a version', { DownstreamHttpVersion: '2.0' }],
    ['a policy', { DownstreamHttpVersionPolicy: 'RequestVersionOrHigher' }],
    ['redirects', { HttpHandlerOptions: { AllowAutoRedirect: true } }],
    ['the proxy', { HttpHandlerOptions: { UseProxy: true } }],
    ['trust', { DangerousAcceptAnyServerCertificateValidator: true }],
    ['a client certificate', { ClientCertificate: { Certificate: 'c', Key: 'k' } }],
  ])('do not share one when %s tells them apart', (_name, options) => {
    const [first, second] = ids(options, {});
    expect(first).not.toBe(second);
  });

  test('never share a cookie jar', () => {
    const options = { HttpHandlerOptions: { UseCookieContainer: true } };
    const [first, second] = ids(options, options);
    expect(first).not.toBe(second);
  });
});
