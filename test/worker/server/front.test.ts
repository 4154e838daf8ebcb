import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settings } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { type RawService, startRawService } from '../../support/raw-service.js';
import { startServer, type TestServer } from '../../support/server.js';

let service: RawService;
let server: TestServer;

beforeAll(async () => {
  service = await startRawService((socket, text) => {
    const body = text.endsWith('\r\n\r\n') || /\r\n\r\n./s.test(text);
    if (body) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
  });
  server = await startServer([{ destinations: [service.port] }]);
});

afterAll(async () => {
  await server.drain();
  await service.close();
});

const get = (target: string, fields = '', host = 'Host: gateway.test\r\n') =>
  `GET ${target} HTTP/1.1\r\n${host}${fields}\r\n`;
const post = (fields: string, body: string) => `POST /x HTTP/1.1\r\nHost: gateway.test\r\n${fields}\r\n${body}`;

describe('the front', () => {
  it('takes what is right', async () => {
    expect((await raw(server.port, get('/x'))).text).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nok$/s);
  });

  it.each([
    ['two equal lengths', post('Content-Length: 3\r\nContent-Length: 3\r\n', 'abc')],
    ['two lengths', post('Content-Length: 3\r\nContent-Length: 5\r\n', 'abcde')],
    ['two lengths of a HEAD', post('Content-Length: 3\r\nContent-Length: 5\r\n', 'abcde').replace('POST', 'HEAD')],
    ['another transfer coding', post('Transfer-Encoding: xchunked\r\n', '3\r\nabc\r\n0\r\n\r\n')],
    ['two transfer codings', post('Transfer-Encoding: gzip, chunked\r\n', '3\r\nabc\r\n0\r\n\r\n')],
    ['two Transfer-Encoding lines', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
    ['identity', post('Transfer-Encoding: identity\r\n', '0\r\n\r\n')],
    ['two hosts', get('/x', 'Host: other.test\r\n')],
    ['an empty host', get('/x', '', 'Host:\r\n')],
    ['a host with a path', get('/x', '', 'Host: a/b\r\n')],
    ['a host with a user', get('/x', '', 'Host: a@b\r\n')],
    ['a host list', get('/x', '', 'Host: a, b\r\n')],
    ['a fragment in the target', get('/x#y')],
    ['a fragment in the query', get('/x?a#y')],
    ['raw UTF-8 in the target', get('/caf\xc3\xa9')],
    ['raw Latin-1 in the query', get('/x?caf\xe9')],
    ['UTF-8 in a field value', get('/x', 'X-Name: caf\xc3\xa9s\r\n')],
    ['Latin-1 in a field value', get('/x', 'X-Name: a\x80b\r\n')],
    ['DEL in a field value', get('/x', 'X-Name: a\x7fb\r\n')],
  ])('refuses %s with 400, closes, and asks no service', async (_name, bytes) => {
    const before = service.received.length;
    const { text, closed } = await raw(server.port, bytes, 1_000);
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text).toMatch(/\r\n\r\n$/);
    expect(closed).toBe(true);
    expect(service.received.length).toBe(before);
  });

  it.each([
    [
      'length and chunks together',
      post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', '3\r\nabc\r\n0\r\n\r\n'),
      /^HTTP\/1\.1 400 /,
    ],
    ['a signed length', post('Content-Length: +3\r\n', 'abc'), /^HTTP\/1\.1 400 /],
    ['a list of lengths', post('Content-Length: 3,3\r\n', 'abc'), /^HTTP\/1\.1 400 /],
    ['a hexadecimal length', post('Content-Length: 0x3\r\n', 'abc'), /^HTTP\/1\.1 400 /],
    ['a negative length', post('Content-Length: -1\r\n', 'abc'), /^HTTP\/1\.1 400 /],
    ['bare LF', 'GET /x HTTP/1.1\nHost: a\n\n', /^HTTP\/1\.1 505 /],
    ['HTTP/1.0', 'GET /x HTTP/1.0\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 505 /],
    ['HTTP/1.2', 'GET /x HTTP/1.2\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 505 /],
    ['HTTP/2.0', 'GET /x HTTP/2.0\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 505 /],
    ['an absolute target', 'GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 505 /],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 505 /],
    ['CONNECT', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 505 /],
    ['a space in the target', 'GET /x y HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 505 /],
  ])('leaves to uWebSockets.js to refuse %s', async (_name, bytes, status) => {
    const before = service.received.length;
    const { text, closed } = await raw(server.port, bytes, 1_000);
    expect(text).toMatch(status);
    expect(closed).toBe(true);
    expect(service.received.length).toBe(before);
  });

  it.each([
    ['no host', 'GET /x HTTP/1.1\r\n\r\n'],
    ['a folded line', get('/x', 'A: b\r\n c\r\n')],
    ['a NUL in a value', get('/x', 'A: b\0c\r\n')],
    ['a bare CR in a value', get('/x', 'A: b\rc\r\n')],
    ['a space before the colon', get('/x', 'A : b\r\n')],
    ['a bad field name', get('/x', 'A(: b\r\n')],
  ])('leaves without an answer: %s', async (_name, bytes) => {
    const before = service.received.length;
    const { text } = await raw(server.port, bytes, 300);
    expect(text).not.toMatch(/^HTTP\/1\.1 200/);
    expect(service.received.length).toBe(before);
  });

  it('passes unknown methods, lower-case methods and names with an underscore', async () => {
    for (const method of ['BREW', 'get', 'M-SEARCH', 'TRACE']) {
      const { text } = await raw(server.port, `${method} /x HTTP/1.1\r\nHost: a\r\nX_Y: 1\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(service.received.at(-1)).toMatch(new RegExp(`^${method} /x HTTP/1\\.1\\r\\n`));
      expect(service.received.at(-1)).toContain('x_y: 1\r\n');
    }
  });

  it.each([
    ['an LF after the chunk size', '3\nabc\r\n0\r\n\r\n'],
    ['a space after the chunk size', '3 \r\nabc\r\n0\r\n\r\n'],
    ['an extension', '3;a=b\r\nabc\r\n0\r\n\r\n'],
    ['leading zeros', '0003\r\nabc\r\n0\r\n\r\n'],
    ['capital sizes', 'A\r\n0123456789\r\n0\r\n\r\n'],
  ])('never passes odd chunk syntax on: %s', async (_name, body) => {
    const before = service.received.length;
    await raw(server.port, post('Transfer-Encoding: chunked\r\n', body), 500);
    for (const bytes of service.received.slice(before)) {
      expect(bytes).toMatch(/\r\ntransfer-encoding: chunked\r\n/);
      let rest = bytes.slice(bytes.indexOf('\r\n\r\n') + 4);
      while (rest !== '') {
        const [line, size] = /^([1-9a-f][0-9a-f]*|0)\r\n/.exec(rest) ?? [];
        expect(line, rest).toBeDefined();
        const data = rest.slice(line!.length, line!.length + Number.parseInt(size!, 16));
        expect(data).toHaveLength(Number.parseInt(size!, 16));
        expect(rest.slice(line!.length + data.length)).toMatch(/^\r\n/);
        rest = rest.slice(line!.length + data.length + 2);
      }
    }
  });

  it('answers with one Date and without a uWebSockets field', async () => {
    for (const path of ['/x', '/%zz']) {
      const { text } = await raw(server.port, get(path));
      expect(text.match(/\r\nDate: /gi)).toHaveLength(1);
      expect(text).not.toMatch(/uwebsockets/i);
    }
  });

  it('refuses a target that is too long with 414', async () => {
    server.apply([{ destinations: [service.port] }], settings({ urlBytes: 100 }));
    const { text, closed } = await raw(server.port, get(`/${'x'.repeat(90)}?${'y'.repeat(20)}`), 1_000);
    expect(text).toMatch(/^HTTP\/1\.1 414 URI Too Long\r\n/);
    expect(closed).toBe(true);
    expect((await raw(server.port, get(`/${'x'.repeat(90)}`))).text).toMatch(/^HTTP\/1\.1 200 /);
    server.apply([{ destinations: [service.port] }]);
  });
});
