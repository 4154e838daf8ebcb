import { describe, expect, test } from 'vitest';
import type { UpstreamPlan } from '../../../src/shared/snapshot.js';
import { compileTarget, downstreamPlaceholders } from '../../../src/worker/target/compile-target.js';
import { matcher, plan, request } from '../match/plans.js';

interface Sent {
  readonly upstream?: Partial<UpstreamPlan>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

/** What goes to the service; `404` when the route does not match. */
function target(from: string, to: string, url: string, { upstream = {}, headers = {}, overrides }: Sent = {}) {
  const route = plan(from, to, upstream);
  const sent = request(url, { headers });
  const match = matcher(route).match(sent);
  if (match === null) return 404;
  return compileTarget(route).build(match, sent, overrides ? new Map(Object.entries(overrides)) : null);
}

describe('paths', () => {
  test.each([
    ['/', '/api/products', '/', '/api/products'],
    ['/{all}', '/{all}', '/a/b/', '/a/b/'],
    ['/{all}', '/{all}', '/', '/'],
    ['/{all}', '/api/{all}', '/', '/api/'],
    ['/a/{x}', '/a/{x}', '/A/1', '/a/1'],
    ['/a/{x}', '/a/{x}', '/a', '/a'],
    ['/a/{x}', '/a/{x}', '/a/', '/a/'],
    ['/a/{x}', '/a/{x}', '/a/1//2/', '/a/1//2/'],
    ['/p/{x}', '/api/p/{x}', '/p', '/api/p'],
    ['/p/', '/p', '/p/', '/p'],
    ['/{v}/p/{x}', '/api/{x}/{v}', '/23/p/1', '/api/1/23'],
    ['/t/{v}/{u}', '/api/{v}/t/{u}/', '/t/v1/abcd', '/api/v1/t/abcd'],
    ['/t/{v}/{u}', '/api/{v}/t/{u}/', '/t/v1/abcd/', '/api/v1/t/abcd//'],
    ['/t/{v}/{u}', '/api/{v}/t/{u}', '/t/v1?q=1', '/api/v1/t?q=1'],
    ['/laura', '/', '/laura', '/'],
    ['/m', '/m//', '/m', '/m'],
    ['/m/', '/h/', '/m', '/h'],
    ['/m/', '/h/', '/m/', '/h/'],
    ['/{a}/{b}', '/{b}{a}-{a}', '/x/y', '/yx-x'],
    ['/{a}', '/x/{unknown}/{a}', '/1', '/x/%7Bunknown%7D/1'],
    ['/{Id}/{id}', '/{id}/{Id}', '/1/2', '/2/1'],
    ['/x', '/a b/é/%7e/\\c/{d', '/x', '/a%20b/%C3%A9/%7e//c/%7Bd'],
    ['/x', '/a/./b/../c', '/x', '/a/c'],
    ['/f/{p}', '/s/{p}', '/f/a%2Fb%2Bc%20d%25%2541', '/s/a%2Fb%2Bc%20d%25%2541'],
    ['/{b}/o/{k}', '/{b}/{k}', '/my%2Fb/o/k%3Fe%23y', '/my%2Fb/k%3Fe%23y'],
    ['/api/{path}', '/r/{path}', '/api/debug()', '/r/debug()'],
    ['/api/{path}', '/r/{path}', '/api/a|[b]^', '/r/a|[b]^'],
  ])('%s -> %s, %s gives %s', (from, to, url, expected) => {
    expect(target(from, to, url)).toBe(expected);
  });
});

describe('queries of a downstream template without one', () => {
  test.each([
    ['/s', '/api/s', '/s?b=2&a=1&a=3&flag&e=&q=a+b&r=%2f&&', '/api/s?b=2&a=1&a=3&flag&e=&q=a+b&r=%2f&&'],
    ['/s', '/api/s', '/s?', '/api/s?'],
    ['/{e}', '/api/{e}', '/x?a=1&b=2&a=3&flag', '/api/x?a=1&b=2&a=3&flag'],
    ['/{e}', '/api/{e}', '/x?e=1&b=2', '/api/x?b=2'],
    ['/{e}', '/api/{e}', '/x?b=2&E=1', '/api/x?b=2'],
    ['/{e}', '/api/{e}', '/x?e', '/api/x'],
    ['/{e}', '/api/{e}', '/x?a=1&%65=1&b', '/api/x?a=1&b'],
    ['/{e}', '/api/{e}', "/x?$filter=N+eq+'S'&t=10:30&u=%zz", "/api/x?$filter=N+eq+'S'&t=10:30&u=%zz"],
    ['/i/{id}/{Id}', '/v/{Id}/{id}', '/i/1/2?id=3&Id=4&ID=5&extra=x', '/v/2/1?extra=x'],
    ['/d/{id}', '/d/{id}', '/d/123/?xid=1&idx=2&id=3&extra=x', '/d/123/?xid=1&idx=2&extra=x'],
    ['/c?{q}', '/d', '/c?a=1&q=2', '/d?a=1'],
    ['/u?unitId={unitId}', '/u/{unitId}/x', '/u?unitId=U&productId=1', '/u/U/x?productId=1'],
    ['/u?lang={l}', '/u/{l}', '/u?lang=en', '/u/en?lang=en'],
    ['/l?name={name}&kind={kind}', '/t/{kind}/{name}', '/l?name=a+b&kind=x/y?z%2Fw&k=1', '/t/x%2Fy%3Fz%2Fw/a%20b?k=1'],
    ['/l?name={name}', '/t/{name}', '/l?name=%2B%zz', '/t/%2B%25zz'],
    ['/r?url={u}', '/go/{u}', '/r?url=http://h/p?a=1', '/go/http:%2F%2Fh%2Fp%3Fa=1?url=http://h/p?a=1'],
  ])('%s -> %s, %s gives %s', (from, to, url, expected) => {
    expect(target(from, to, url)).toBe(expected);
  });
});

describe('queries of a downstream template with one', () => {
  test.each([
    ['/c?{e}', '/api/c?{e}', '/c', '/api/c'],
    ['/c?{e}', '/api/c?{e}', '/c?', '/api/c'],
    ['/c?{e}', '/api/c?{e}', '/c/?a=1', '/api/c?a=1'],
    ['/c/?{e}', '/api/c/?{e}', '/c/?a=1', '/api/c/?a=1'],
    ['/c?{e}', '/d?{e}', '/c?a=1&b=2&a=3&flag&c=&n=+%2f', '/d?a=1&b=2&a=3&flag&c=&n=+%2f'],
    ['/c?{e}', '/d?{e}', '/c?e=1&E=2', '/d?E=2'],
    ['/c?{e}', '/d?x=1&{e}', '/c?a=1', '/d?x=1&a=1'],
    ['/c?x={x}', '/d?y={x}', '/c?x=1&a=1&a=2&flag&b=3', '/d?y=1&a=1&a=2&flag&b=3'],
    ['/c?u={x}', '/d?y={x}', '/c?u=1', '/d?y=1&u=1'],
    ['/c?u={x}', '/d?y={x}', '/c?u=a+b%2f:', '/d?y=a+b%2f:&u=a+b%2f:'],
    ['/u/{s}/{unit}', '/s/{s}?unitId={unit}', '/u/S/U?x=xxx&y=', '/s/S?unitId=U&x=xxx&y='],
    ['/p/{sid}/{act}', '/q/{act}?server={sid}', '/p/2/1?Server=9&server=8&sid=7', '/q/1?server=2&Server=9'],
    ['/i/{id}', '/i?id={id}&source=gw', '/i/5?source=me&page=2&id=9', '/i?id=5&source=gw&page=2'],
    ['/all', '/i?all=true', '/all?page=1&all=x', '/i?all=true&page=1'],
    ['/i/{id}', '/i?id={id}', '/i/a&b+c%2B', '/i?id=a%26b%2Bc%2B'],
    ['/i/{id}', '/i?a=1?b={id}', '/i/2', '/i?a=1&b=2'],
    ['/i/{id}', '/i?n=é x&{no}', '/i/2', '/i?n=%C3%A9%20x&%7Bno%7D'],
    ['/{t}/p?{e}', '/{t}/p?{e}', '/acme/p', '/acme/p'],
    ['/{t}/o/{id}?{r}', '/api/{t}/{id}?{r}', '/acme/o/7?a=1&b=2&a=3', '/api/acme/7?a=1&b=2&a=3'],
    [
      '/f/{role}/g?user={user}&group={group}&{rest}',
      '/a/{user}/g/{group}/r?roleId={role}&{rest}',
      '/f/1/g?user=u&group=g&a=1&b=2&a=3',
      '/a/u/g/g/r?roleId=1&a=1&b=2&a=3',
    ],
  ])('%s -> %s, %s gives %s', (from, to, url, expected) => {
    expect(target(from, to, url)).toBe(expected);
  });
});

describe('values that no URL held', () => {
  const upstream = { headerTemplates: [['region', '{header:code}']] } as const;

  test.each([
    ['uk', '/api/uk/p'],
    ['a/b?c#d%20', '/api/a%2Fb%3Fc%23d%2520/p'],
    ['../../admin', '/api/..%2F..%2Fadmin/p'],
    ['é \ud800', '/api/%C3%A9%20%EF%BF%BD/p'],
    ['..', null],
    ['.', null],
  ])('a header %s is one segment: %s', (code, expected) => {
    expect(target('/p', '/api/{code}/p', '/p', { upstream, headers: { region: code } })).toBe(expected);
  });

  test('a header is one value of a query', () => {
    const headers = { region: "uk&admin=1+ '" };
    expect(target('/f', '/s?r={code}', '/f', { upstream, headers })).toBe('/s?r=uk%26admin%3D1%2B%20%27');
    expect(target('/f', '/s?r={code}', '/f?x=+', { upstream, headers })).toBe('/s?r=uk%26admin%3D1%2B%20%27&x=+');
  });

  test('overrides replace what the request gave and complete what it did not', () => {
    const overrides = { id: 'a/b', org: 'o&1' };
    expect(target('/u/{id}', '/u/{id}/{org}', '/u/1', { overrides })).toBe('/u/a%2Fb/o&1');
    expect(target('/u/{id}', '/u?id={id}&o={org}', '/u/1?x=1', { overrides })).toBe('/u?id=a%2Fb&o=o%261&x=1');
    expect(target('/u/{id}', '/u/{id}', '/u', { overrides })).toBe('/u/a%2Fb');
    expect(target('/u/{id}', '/u/{id}', '/u/1', { overrides: { id: '..' } })).toBeNull();
  });
});

test.each([
  ['/d?p={p}', '/x/{p}/y', '/d?p=..'],
  ['/d?p={p}', '/x/{p}/y', '/d?p=%2e%2E'],
  ['/f/{n}.txt', '/s/{n}/y', '/f/...txt'],
  ['/f/{n}x', '/s/.{n}', '/f/.x'],
])('%s -> %s refuses %s: a value may not become a dot segment', (from, to, url) => {
  expect(target(from, to, url)).toBeNull();
});

test('placeholders of a downstream template are listed', () => {
  expect(downstreamPlaceholders('/{a}/x?b={b}')).toEqual(['a', 'b']);
});
