import { describe, expect, it } from 'vitest';
import { Expansion } from '../../../src/worker/aggregate/expansion.js';
import { JsonDocument } from '../../../src/worker/aggregate/json-document.js';
import { aggregate, says, service, textOf } from './harness.js';

describe('values', () => {
  const values = (jsonPath: string, text: string, most = 100) =>
    new Expansion({ key: 'k', jsonPath, parameter: 'p' }).values(JsonDocument.read(text)!, most);

  it.each([
    ['$[*].id', '[{"id":3},{"id":1},{"id":3},{}]', ['3', '1']],
    ['[*].id', '[{"id":"a b"}]', ['a b']],
    ['list[0].id', '{"list":[{"id":7}]}', ['7']],
    ['$..id', '{"id":1,"x":{"id":2}}', ['1', '2']],
    ['$..id', '{"x":[{"y":{"id":1}},{"id":2}],"id":3,"a":{"id":4}}', ['1', '2', '3', '4']],
    ['$..[?@.id].id', '{"b":{"c":{"id":1}},"a":{"id":2}}', ['1', '2']],
    ["$..['id','n']", '{"b":{"n":1},"id":2}', ['1', '2']],
    ['$.user-ids.1.$ref', '{"user-ids":{"1":{"$ref":5}}}', ['5']],
    ['$ref', '{"$ref":5}', ['5']],
    ['$..@id', '{"a":{"@id":5}}', ['5']],
    ['$.[0].["a.$b"]', '[{"a.$b":5}]', ['5']],
    ["$[?(@.a === 'x===y' && @.b !== 1)].id", '[{"a":"x===y","b":1,"id":1},{"a":"x===y","id":2}]', ['2']],
    ['list.*.größe', '{"list":{"a":{"größe":1},"b":{"größe":2}}}', ['1', '2']],
    ["$['a b'][-1:]", '{"a b":[1,2]}', ['2']],
    ['$[?@.n > 2 && @.ok == true].id', '[{"n":2.5,"ok":true,"id":1},{"n":9,"ok":false,"id":2}]', ['1']],
    ['$[*]', '[1.0,1,1e3,-0,12345678901234567890]', ['1.0', '1', '1e3', '-0', '12345678901234567890']],
    ['$[*]', '[true,false,null,"","2020-01-01T00:00:00Z"]', ['True', 'False', '', '2020-01-01T00:00:00Z']],
    ['$.a', '{"a":{"b":[1.50,{}],"c":[]}}', ['{\n  "b": [\n    1.50,\n    {}\n  ],\n  "c": []\n}']],
    ['$.a', '{"a":1.0,"a":2.0}', ['2.0']],
    ['$.x', '{}', []],
  ])('%s of %s', (path, text, expected) => {
    expect(values(path, text)).toEqual(expected);
  });

  it.each(['$[', '$.', '$[(@.length-1)]', '$[?(@.a =~ /x/)]', "$['a", '$.a b'])('are not looked for by %s', (path) => {
    expect(() => values(path, '{}')).toThrow();
  });

  it('are looked for up to one too many', () => {
    expect(values('$[*]', '[1,2,3,4,5]', 2)).toEqual(['1', '2', '3']);
  });

  it('are not looked for in what nests too deep', () => {
    expect(() => values('$..x', `${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toThrow();
  });
});

const byUser = [{ key: 'user', jsonPath: '$[*].user', parameter: 'user' }];

/** A service that answers with the path it was asked for, and what it was asked for so far. */
async function paths(): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = [];
  const port = await service((request, response) => {
    seen.push(request.url!);
    response.end(JSON.stringify(request.url));
  });
  return { port, seen };
}

describe('an aggregate with expansions', () => {
  it('calls once per value, with placeholders of the client too', async () => {
    const { port } = await paths();
    const server = await aggregate(
      {
        list: { destinations: [await says('[{"user":"a/b"},{"user":2},{"user":2}]')] },
        user: { destinations: [port], to: '/{id}/{user}' },
        info: { destinations: [port], to: '/info/{id}' },
      },
      { expansions: byUser },
    );
    expect(JSON.parse(await textOf(server, '/all/7?q=1'))).toEqual({
      list: [{ user: 'a/b' }, { user: 2 }, { user: 2 }],
      user: ['/7/a%2Fb?q=1', '/7/2?q=1'],
      info: '/info/7?q=1',
    });
  });

  it.each([
    ['[{"user":1}]', '{"list":[{"user":1}],"user":"/1"}'],
    ['[]', '{"list":[]}'],
  ])('makes one value an object and none nothing: %s', async (list, joined) => {
    const { port } = await paths();
    const members = { list: { destinations: [await says(list)] }, user: { destinations: [port], to: '/{user}' } };
    expect(await textOf(await aggregate(members, { expansions: byUser }))).toBe(joined);
  });

  it.each([
    [404, '', {}],
    [503, 'maintenance', { 'content-type': 'text/plain', 'x-own': 'yes' }],
    [500, '[{"user":1}]', { 'content-type': 'application/json' }],
    [200, 'no JSON', { 'x-own': 'yes' }],
    [200, '', {}],
  ])('answers as the first member when that has no values: %d %j', async (status, text, headers) => {
    const { port, seen } = await paths();
    const members = {
      list: { destinations: [await says(text, status, headers)] },
      user: { destinations: [port], to: '/{user}' },
    };
    const server = await aggregate(members, { expansions: byUser });
    const answer = await fetch(`${server.url}/all/7`);
    expect([answer.status, await answer.text()]).toEqual([status, text]);
    expect(Object.fromEntries(answer.headers)).toMatchObject(headers);
    expect(seen).toEqual([]);
  });

  it('sends the request body to every call', async () => {
    const bodies: string[] = [];
    const echo = await service((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        bodies.push(body);
        response.end('[{"user":1},{"user":2}]');
      });
    });
    const members = { list: { destinations: [echo] }, user: { destinations: [echo], to: '/{user}' } };
    const server = await aggregate(members, { expansions: byUser });
    await fetch(`${server.url}/all/7`, { method: 'POST', body: 'body' });
    expect(bodies).toEqual(['body', 'body', 'body']);
  });

  it('makes no more calls than it may', async () => {
    const { port, seen } = await paths();
    const members = {
      list: { destinations: [await says('[{"user":1},{"user":2},{"user":3}]')] },
      user: { destinations: [port], to: '/{user}' },
    };
    const few = await aggregate(members, { expansions: byUser, maxCalls: 2 });
    expect((await fetch(`${few.url}/all/7`)).status).toBe(502);
    expect(few.log[0]?.fields).toMatchObject({
      error: 'AggregateError',
      detail: 'user: more than MaxCalls (2) values',
    });
    expect(seen).toEqual([]);
    expect(JSON.parse(await textOf(await aggregate(members, { expansions: byUser, maxCalls: 3 }))).user).toHaveLength(
      3,
    );
  });

  it('has no more calls open than it may', async () => {
    const held: (() => void)[] = [];
    let most = 0;
    const port = await service((request, response) => {
      most = Math.max(
        most,
        held.push(() => response.end(JSON.stringify(request.url))),
      );
      // A fourth call would come by then.
      if (held.length === 3) setTimeout(() => held.splice(0).forEach((answer) => void answer()), 30);
    });
    const list = JSON.stringify(Array.from({ length: 9 }, (_, user) => ({ user })));
    const members = { list: { destinations: [await says(list)] }, user: { destinations: [port], to: '/{user}' } };
    const server = await aggregate(members, { expansions: byUser, parallelCalls: 3 });
    expect(JSON.parse(await textOf(server)).user).toEqual(Array.from({ length: 9 }, (_, user) => `/${user}`));
    expect(most).toBe(3);
  });

  it('refuses a value that would climb', async () => {
    const { port, seen } = await paths();
    const members = {
      list: { destinations: [await says('[{"user":".."}]')] },
      user: { destinations: [port], to: '/users/{user}' },
    };
    const server = await aggregate(members, { expansions: byUser });
    expect((await fetch(`${server.url}/all/7`)).status).toBe(400);
    expect(seen).toEqual([]);
  });
});
