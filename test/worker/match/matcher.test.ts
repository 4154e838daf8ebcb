import { describe, expect, test } from 'vitest';
import type { RoutePlan } from '../../../src/shared/snapshot.js';
import { matcher, plan, request } from './plans.js';

function values(template: string, url: string): readonly string[] | null {
  return matcher(plan(template)).match(request(url))?.values ?? null;
}

describe('paths', () => {
  test.each([
    ['/', '/', []],
    ['/', '/a', null],
    ['/', '//', null],
    ['/products', '/products', []],
    ['/products', '/products/', null],
    ['/products', '/PRODUCTS', []],
    ['/products/', '/products', []],
    ['/products/', '/products//', null],
    ['/{all}', '/', ['']],
    ['/{all}', '/a/b/', ['a/b/']],
    ['/orders/{rest}', '/orders', ['']],
    ['/orders/{rest}', '/orders/', ['']],
    ['/orders/{rest}', '/orders/1/2', ['1/2']],
    ['/orders/{rest}', '/ordersX', null],
    ['/{x}/', '/a', ['a']],
    ['/{x}/', '/', null],
    ['/users/{id}/', '/users/7/', ['7']],
    ['/users/{id}/', '/users/7/x', null],
    ['/{tenant}/products/{id}', '/t/products', ['t', '']],
    ['/{tenant}/products/{id}', '//products/1', null],
    ['/api/v{version}/cards', '/api/v1/cards', ['1']],
    ['/api/v{version}/cards', '/api/v/cards', null],
    ['/api/v{version}/cards', '/api/v1/x/cards', null],
    ['/{a}-{b}', '/x-y-z', ['x-y', 'z']],
    ['/{a}-{b}', '/x-y/z-w', ['x', 'y/z-w']],
    ['/{a}-{b}', '/x/y-z', ['x/y', 'z']],
    ['/{a}-{b}', '/-', ['', '']],
    ['/files/{name}.pdf', '/files/a.pdf', ['a']],
    ['/files/{name}.pdf', '/files/a/b.pdf', ['a/b']],
    ['/files/{name}.pdf', '/files', null],
    ['/s_{a}/{b}-{c}_x/{d}', '/s_super/123-456_x/789', ['super', '123', '456', '789']],
    ['/api/{x}/c', '/api/a&b/c', ['a&b']],
    ['/site/.well-known', '/site', null],
    ['/v1.0/{my-id}', '/v1x0/1', null],
    ['/v1.0/{my-id}', '/v1.0/1', ['1']],
    ['/{Id}/{id}', '/1/2', ['1', '2']],
  ])('%s on %s gives %j', (template, url, expected) => {
    expect(values(template, url)).toEqual(expected);
  });

  test.each([
    ['/debug()', '/debug%28%29', []],
    ['/debug%28%29', '/debug()', []],
    ['/a b', '/a%20b', []],
    ['/café/{x}', '/caf%c3%a9/%7e', ['%7e']],
    ['/caf%C3%A9/{x}', '/caf%C3%A9/a%2Fb', ['a%2Fb']],
    ['/a%2fb', '/a%2Fb', []],
    ['/a/b', '/a%2Fb', null],
    ['/a', '/%2561', null],
    ['/{a}({b})', '/x%2fy%28%2541%29', ['x%2fy', '%2541']],
    ['/é{a}|{b}', '/%c3%A9%61%7Cb', ['%61', 'b']],
  ])('%s on %s compares spellings and captures the one sent: %j', (template, url, expected) => {
    expect(values(template, url)).toEqual(expected);
  });

  test('case counts where the route says so', () => {
    const strict = matcher(plan('/Products/{id}', '/', { caseSensitive: true }));
    expect(strict.match(request('/Products/A'))?.values).toEqual(['A']);
    expect(strict.match(request('/products/A'))).toBeNull();
    expect(strict.match(request('/Product%73/A'))?.values).toEqual(['A']);
  });

  test('a long path and many placeholders take linear time', () => {
    const found = matcher(plan('/{a}-{b}-{c}-{d}-{e}-{f}-x/end'), plan('/{a}-{b}-{c}-{d}-{e}-{f}-x'));
    const start = performance.now();
    for (let round = 0; round < 100; round++) expect(found.match(request(`/${'-'.repeat(16_000)}y`))).toBeNull();
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('queries', () => {
  test.each([
    ['/c?{q}', '/c', ['']],
    ['/c?{q}', '/c?', ['']],
    ['/c?{q}', '/c/?a=1&b=2', ['a=1&b=2']],
    ['/c/?{q}', '/c?a=1', ['a=1']],
    ['/c?{q}', '/c2', null],
    ['/c?{q}', '/c/5?a=1', null],
    ['/?{q}', '/?a', ['a']],
    ['/u?unitId={u}', '/u?unitId=1&x=2', ['1']],
    ['/u?unitId={u}', '/u/?UNITID=', ['']],
    ['/u?unitId={u}', '/u', null],
    ['/u?unitId={u}', '/u?x=2&unitId=1', null],
    ['/r?from={f}&to={t}', '/r?from=1&to=a/b', ['1', 'a/b']],
    ['/r?from={f}&to={t}', '/r?to=1&from=2', null],
    ['/r?from={f}&to={t}', '/r?from=1&x=3&to=2', ['1', '2']],
    ['/r?a={a}&{rest}', '/r?a=1&b=2&c=3', ['1', 'b=2&c=3']],
    ['/r?a={a}&{rest}', '/r?a=1', null],
    ['/{t}/p?{q}', '/7/p', ['7', '']],
    ['/{t}/p/{id}?{q}', '/7/p/8/?x', ['7', '8', 'x']],
    ['/i/{url}?{q}', '/i/?x=1', ['', 'x=1']],
    ['/i/{url}?{q}', '/i/', null],
    ['/i/{url}?{q}', '/i?x=1', null],
    ['/{url}?{q}', '/?x=1', ['', 'x=1']],
  ])('%s on %s gives %j', (template, url, expected) => {
    expect(values(template, url)).toEqual(expected);
  });
});

describe('choice', () => {
  function chosen(routes: readonly RoutePlan[], url: string, options = {}): string | undefined {
    return matcher(...routes).match(request(url, options))?.route.downstream.pathTemplate;
  }

  test('the root wins over the catch-all in either order', () => {
    const root = plan('/', '/root');
    const all = plan('/{x}', '/all');
    expect(chosen([all, root], '/')).toBe('/root');
    expect(chosen([root, all], '/')).toBe('/root');
    expect(chosen([all, root], '/a')).toBe('/all');
  });

  test('the first one wins, however specific', () => {
    expect(chosen([plan('/g/{x}', '/1'), plan('/g/delete', '/2')], '/g/delete')).toBe('/1');
    expect(chosen([plan('/g/{x}', '/1', { priority: 0 }), plan('/g/delete', '/2')], '/g/delete')).toBe('/2');
    expect(chosen([plan('/a?{q}', '/1'), plan('/a/{x}', '/2')], '/a/1')).toBe('/2');
    expect(chosen([plan('/{x}/b', '/1'), plan('/{x}/{y}', '/2'), plan('/a/c', '/3')], '/a/c')).toBe('/2');
  });

  test('a route with the host wins over any without', () => {
    const routes = [plan('/g/{x}', '/open', { priority: 9 }), plan('/{x}', '/shop', { host: 'Shop.test' })] as const;
    expect(chosen([...routes], '/g/1', { host: 'SHOP.test:8080' })).toBe('/shop');
    expect(chosen([...routes], '/g/1', { host: 'shops.test' })).toBe('/open');
  });

  test.each([
    ['api.test:8443', 'api.test:8443', true],
    ['api.test:8443', 'api.test', false],
    ['[::1]', '[::1]:5000', true],
    ['::1', '[0:0:0:0:0:0:0:1]', true],
    ['[::1]', '[::2]', false],
    ['[::1]:5000', '[::1]:5000', true],
    ['[::1]:5000', '[::1]:5001', false],
    ['*.example.test', 'a.example.test', true],
    ['*.example.test', 'a.b.EXAMPLE.test:80', true],
    ['*.example.test', 'example.test', false],
    ['*.example.test', 'badexample.test', false],
    ['*.example.test:81', 'a.example.test:80', false],
    ['*.example.test:81', 'a.example.test:81', true],
  ])('host %s answers %s: %s', (host, sent, expected) => {
    expect(chosen([plan('/{x}', '/hit', { host })], '/', { host: sent })).toBe(expected ? '/hit' : undefined);
  });

  test('of a wildcard and a name the earlier one wins', () => {
    const wild = plan('/{x}', '/wild', { host: '*.test' });
    const name = plan('/{x}', '/name', { host: 'a.test' });
    expect(chosen([wild, name], '/', { host: 'a.test' })).toBe('/wild');
    expect(chosen([name, wild], '/', { host: 'a.test' })).toBe('/name');
  });

  test('the verb decides, in any case, and none implies another', () => {
    const routes = [plan('/i/{x}', '/r', { methods: ['GET'] }), plan('/i/{x}', '/w', { methods: ['POST', 'PUT'] })];
    expect(chosen(routes, '/i/1', { method: 'get' })).toBe('/r');
    expect(chosen(routes, '/i/1', { method: 'PUT' })).toBe('/w');
    expect(chosen(routes, '/i/1', { method: 'HEAD' })).toBeUndefined();
  });
});

describe('header templates', () => {
  test.each([
    ['PL', 'pl', []],
    ['PL', 'PLN', null],
    ['PL', 'PL,UK', null],
    ['PL,{header:rest}', 'PL,UK', ['UK']],
    ['my_{header}', 'my_{header}', []],
    ['my_{header}', 'my_pl', null],
    ['s_{header:a}_v_{Header:b}_e', 's_pl_v_1_e', ['pl', '1']],
    ['{header:a}', '', null],
    ['a.c', 'abc', null],
  ])('%s on %s gives %j', (template, value, expected) => {
    const found = matcher(plan('/', '/', { headerTemplates: [['x-tag', template]] }));
    expect(found.match(request('/', { headers: { 'x-tag': value } }))?.values ?? null).toEqual(expected);
    expect(found.match(request('/'))).toBeNull();
  });

  test('values follow those of the path', () => {
    const found = matcher(
      plan('/{p}?a={q}', '/', {
        headerTemplates: [
          ['one', '{header:x}'],
          ['two', '{header:y}'],
        ],
      }),
    );
    const match = found.match(request('/1?a=2', { headers: { one: '3', two: '4' } }));
    expect(match?.values).toEqual(['1', '2', '3', '4']);
  });
});

test('routes may come in parts', () => {
  const routes = Array.from({ length: 1000 }, (_, index) => plan(`/api/{t}/r${index}/{x}`, `/${index}`, {}, index));
  const found = matcher(...routes);
  for (const index of [0, 1, 500, 999]) {
    expect(found.match(request(`/api/t/r${index}/a/b`))?.route.source).toBe(`Routes[${index}]`);
  }
  expect(found.match(request('/api/t/r1000/a'))).toBeNull();
});
