import { expect, it } from 'vitest';
import { EnvironmentProxies } from '../../../../src/worker/forward/proxy/environment-proxies.js';

const at = (environment: Record<string, string>, host = 'service.test', port = 80, secure = false) =>
  new EnvironmentProxies(environment).proxyFor(host, port, secure);

it.each([
  [{ HTTP_PROXY: 'http://p:3128' }, false, 'p:3128'],
  [{ http_proxy: 'p:3128' }, false, 'p:3128'],
  [{ HTTP_PROXY: 'http://p' }, false, 'p:80'],
  [{ HTTP_PROXY: 'http://p:1' }, true, null],
  [{ HTTPS_PROXY: 'http://p:1' }, true, 'p:1'],
  [{ ALL_PROXY: 'http://[::1]:1' }, true, '::1:1'],
  [{ HTTP_PROXY: 'https://p:1' }, false, null],
  [{ HTTP_PROXY: 'socks5://p:1' }, false, null],
  [{ HTTP_PROXY: '' }, false, null],
  [{}, false, null],
] as [Record<string, string>, boolean, string | null][])(
  'the proxy of %j, over TLS %s: %s',
  (environment, secure, expected) => {
    const proxy = at(environment, undefined, undefined, secure);
    expect(proxy === null ? null : `${proxy.host}:${proxy.port}`).toBe(expected);
  },
);

it('has the user of its URL', () => {
  const proxy = at({ HTTP_PROXY: 'http://us%40er:pa%3Ass@p:1' });
  expect(proxy?.authorization).toBe(`Basic ${Buffer.from('us@er:pa:ss').toString('base64')}`);
});

it.each([
  ['*', 'any.test', true],
  ['service.test', 'service.test', true],
  ['service.test', 'a.Service.test', true],
  ['.service.test', 'a.service.test', true],
  ['*.service.test', 'a.service.test', true],
  ['service.test', 'otherservice.test', false],
  ['service.test:80', 'service.test', true],
  ['service.test:81', 'service.test', false],
  ['a.test, 10.0.0.1', '10.0.0.1', true],
  ['[::1]', '::1', true],
  ['::1', '::1', true],
  ['', 'service.test', false],
])('NO_PROXY %j and %s: %s', (list, host, direct) => {
  expect(at({ HTTP_PROXY: 'http://p:1', NO_PROXY: list }, host) === null).toBe(direct);
});
