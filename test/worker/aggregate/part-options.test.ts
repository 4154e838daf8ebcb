import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.js';
import { until } from '../../support/until.js';
import { aggregate, says, service, textOf } from './harness.js';

describe('a call without an answer', () => {
  const members = async () => ({
    a: { destinations: [await says('1')] },
    b: { destinations: [await freePort()] },
    c: { destinations: [await says('error', 500)] },
  });

  it.each([
    ['null', '{"a":1,"b":null,"c":"error"}'],
    ['omit', '{"a":1,"c":"error"}'],
    ['status', '{"a":1,"b":{"status":502,"error":"ConnectionToDownstreamServiceError"},"c":"error"}'],
  ] as const)('with PartFailure %s', async (partFailure, joined) => {
    const server = await aggregate(await members(), { partFailure });
    const answer = await fetch(`${server.url}/all/7`);
    expect([answer.status, await answer.text()]).toEqual([200, joined]);
  });

  it('fails the whole by default', async () => {
    expect((await fetch(`${(await aggregate(await members())).url}/all/7`)).status).toBe(502);
  });
});

describe('PartTimeout', () => {
  it('ends a call whose body does not end, and only that', async () => {
    let closed = false;
    const endless = await service((request, response) => {
      request.socket.on('close', () => {
        closed = true;
      });
      response.write('1');
    });
    const members = { a: { destinations: [await says('1')] }, b: { destinations: [endless] } };
    const server = await aggregate(members, { partTimeout: 100, partFailure: 'null' });
    expect(await textOf(server)).toBe('{"a":1,"b":null}');
    await until('the end of the call', () => (closed ? true : null));
  });
});

describe('MergeHeaders', () => {
  it('takes a field of the first answer that has it, or of all', async () => {
    const server = await aggregate(
      {
        a: { destinations: [await says('1', 200, { 'Set-Cookie': ['a=1', 'b=1'], 'X-Other': 'x' })] },
        b: { destinations: [await says('2', 200, { 'Set-Cookie': 'a=2', 'Cache-Control': 'no-store' })] },
        c: { destinations: [await says('3', 200, { 'Cache-Control': 'max-age=1' })] },
      },
      {
        mergeHeaders: [
          ['set-cookie', 'all'],
          ['cache-control', 'first'],
        ],
      },
    );
    const { headers } = await fetch(`${server.url}/all/7`);
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=1', 'a=2']);
    expect([headers.get('cache-control'), headers.get('x-other')]).toEqual(['no-store', null]);
    expect(headers.get('content-type')).toBe('application/json');
  });
});

describe('MaxBytes', () => {
  it('bounds all answers together', async () => {
    const members = { a: { destinations: [await says('"123"')] }, b: { destinations: [await says('"456"')] } };
    expect(await textOf(await aggregate(members, { maxBytes: 10 }))).toBe('{"a":"123","b":"456"}');
    const server = await aggregate(members, { maxBytes: 9 });
    expect((await fetch(`${server.url}/all/7`)).status).toBe(502);
    expect(server.log[0]?.fields).toMatchObject({ error: 'AggregateError' });
  });
});

describe('an answer that is compressed all the same', () => {
  const body = Buffer.from('{"a":1}');

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(body)],
    ['X-GZIP', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['br', brotliCompressSync(body)],
    ['identity', body],
    ['deflate, gzip', gzipSync(deflateSync(body))],
  ])('of %s is read', async (coding, bytes) => {
    const members = {
      a: { destinations: [await says(bytes, 200, { 'content-encoding': coding })] },
      b: { destinations: [await says('1')] },
    };
    expect(await textOf(await aggregate(members))).toBe('{"a":{"a":1},"b":1}');
  });

  it.each<[string, string, Buffer]>([
    ['of an unknown coding', 'zstd', body],
    ['of another coding than it says', 'gzip', body],
    ['of too many bytes', 'gzip', gzipSync(Buffer.alloc(17 * 1024 * 1024))],
  ])('%s fails', async (_, coding, bytes) => {
    const members = {
      a: { destinations: [await says(bytes, 200, { 'content-encoding': coding })] },
      b: { destinations: [await says('1')] },
    };
    expect((await fetch(`${(await aggregate(members)).url}/all/7`)).status).toBe(502);
  });

  it('goes on without its coding when it is the answer itself', async () => {
    const members = {
      a: { destinations: [await says(gzipSync('busy'), 503, { 'content-encoding': 'gzip', 'x-own': 'y' })] },
      b: { destinations: [await says('1')] },
    };
    const server = await aggregate(members, { expansions: [] });
    const answer = await fetch(`${server.url}/all/7`);
    expect([answer.status, answer.headers.get('content-encoding'), answer.headers.get('x-own')]).toEqual([
      503,
      null,
      'y',
    ]);
    expect(await answer.text()).toBe('busy');
  });
});
