import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseParser } from '../../../../src/worker/forward/http1/response-parser.js';

interface Read {
  status: number;
  statusLine: string;
  fields: string;
  body: string;
  complete: boolean;
  keepAlive: boolean;
  problem: string | null;
}

/** Feeds the pieces to a parser as separate reads, then ends the connection if asked to. */
function read(pieces: readonly Buffer[], { method = 'GET', end = false } = {}): Read {
  const seen: Read = {
    status: 0,
    statusLine: '',
    fields: '',
    body: '',
    complete: false,
    keepAlive: false,
    problem: null,
  };
  const take = (chunk: Buffer | null, complete: boolean) => {
    expect(seen.complete).toBe(false);
    seen.body += chunk === null ? '' : chunk.toString('latin1');
    seen.complete = complete;
    seen.keepAlive = parser.head.keepAlive;
  };
  const parser = new ResponseParser({
    onHead(head, chunk, complete) {
      expect(seen.status).toBe(0);
      seen.status = head.status;
      seen.statusLine = head.statusLine;
      seen.fields = head.fields;
      take(chunk, complete);
    },
    onBody: take,
  });
  parser.expect(method);
  for (const piece of pieces) if (seen.problem === null && !seen.complete) seen.problem = parser.read(piece);
  if (end && seen.problem === null) seen.problem = parser.end();
  return seen;
}

const one = (text: string, options = {}) => read([Buffer.from(text, 'latin1')], options);

describe('the answer of a service', () => {
  it('is read with a length', () => {
    expect(one('HTTP/1.1 200 Fine\r\nA: 1\r\nContent-Length: 3\r\nB: 2\r\n\r\nabc')).toEqual({
      status: 200,
      statusLine: '200 Fine',
      fields: 'A: 1\r\nB: 2',
      body: 'abc',
      complete: true,
      keepAlive: true,
      problem: null,
    });
  });

  it('is read in chunks, extensions and trailers dropped', () => {
    const seen = one(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n02\r\nde\r\n0\r\nT: 1\r\n\r\n',
    );
    expect(seen).toMatchObject({ body: 'abcde', complete: true, keepAlive: true, fields: '', problem: null });
  });

  it('is read until the connection ends', () => {
    const text = 'HTTP/1.1 200 OK\r\n\r\nall of it';
    expect(one(text)).toMatchObject({ complete: false });
    expect(one(text, { end: true })).toMatchObject({ body: 'all of it', complete: true, keepAlive: false });
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'],
    ['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ])('has no body: %s %j', (method, text) => {
    expect(one(text, { method })).toMatchObject({ body: '', complete: true, keepAlive: true, problem: null });
  });

  it('is the final one, not an interim one', () => {
    const text =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n';
    expect(one(text)).toMatchObject({ status: 201, fields: '', complete: true });
  });

  it('loses hop-by-hop fields, those that Connection names, and Date', () => {
    const seen = one(
      'HTTP/1.1 200 OK\r\nDate: now\r\nX-Inner: 1\r\nConnection: close, x-inner\r\nKeep-Alive: timeout=7\r\nX-Outer: 2\r\n' +
        'Proxy-Authenticate: Basic\r\nUpgrade: h2c\r\nTrailer: T\r\nTE: x\r\nProxy-Connection: x\r\nContent-Length: 0\r\n\r\n',
    );
    expect(seen).toMatchObject({ fields: 'X-Outer: 2', keepAlive: false });
  });

  it('keeps bytes beyond ASCII and spelling', () => {
    expect(
      one('HTTP/1.1 200 \xe9\r\nX-NAME:caf\xe9\r\nset-cookie: a\r\nSet-Cookie:  b \r\nContent-Length: 0\r\n\r\n'),
    ).toMatchObject({
      statusLine: '200 \xe9',
      fields: 'X-NAME:caf\xe9\r\nset-cookie: a\r\nSet-Cookie:  b ',
    });
  });

  it.each([
    ['HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', '200 OK'],
    ['HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n', '404 Not Found'],
    ['HTTP/1.1 799 \r\nContent-Length: 0\r\n\r\n', '799 Unknown'],
  ])('gets a reason when it has none: %j', (text, statusLine) => {
    expect(one(text)).toMatchObject({ statusLine, problem: null });
  });

  it('of HTTP/1.0 ends the connection unless it says otherwise', () => {
    expect(one('HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n').keepAlive).toBe(false);
    expect(one('HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n').keepAlive).toBe(true);
  });

  it('with bytes after its end ends the connection', () => {
    expect(one('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc')).toMatchObject({
      body: 'a',
      complete: true,
      keepAlive: false,
    });
    expect(one('HTTP/1.1 204 No\r\n\r\nabc')).toMatchObject({ body: '', complete: true, keepAlive: false });
    expect(one('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nabc')).toMatchObject({
      complete: true,
      keepAlive: false,
    });
  });

  it.each([
    ['garbage', 'hello there\r\n\r\n'],
    ['garbage without an end', 'x'.repeat(10)],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc'],
    ['two equal lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc'],
    ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc'],
    ['a signed length', 'HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc'],
    ['an empty length', 'HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nabc'],
    ['length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['another encoding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['chunked twice', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nA: 1\r\n b\r\n\r\n'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nA : 1\r\n\r\n'],
    ['a line without a colon', 'HTTP/1.1 200 OK\r\nA\r\n\r\n'],
    ['a NUL', 'HTTP/1.1 200 OK\r\nA: \0\r\n\r\n'],
    ['a bare CR', 'HTTP/1.1 200 OK\r\nA: 1\rB: 2\r\n\r\n'],
    ['a bare LF', 'HTTP/1.1 200 OK\r\nA: 1\nB: 2\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
    ['endless interim answers', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(20)],
    ['an endless head', `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(70_000)}`],
  ])('is refused: %s', (_name, text) => {
    expect(one(text)).toMatchObject({ status: 0, problem: expect.any(String) });
  });

  it.each([
    ['a bad size', 'xyz\r\n'],
    ['a negative size', '-1\r\n'],
    ['a size with a prefix', '0x3\r\nabc\r\n'],
    ['a huge size', 'fffffffffffff\r\n'],
    ['a bare LF after the size', '3\nabc\r\n'],
    ['a chunk longer than its size', '3\r\nabcd\r\n'],
    ['an endless size line', `3;${'x'.repeat(2_000)}`],
    ['endless trailers', `0\r\n${`${'x'.repeat(900)}: 1\r\n`.repeat(20)}`],
  ])('breaks off in its chunks: %s', (_name, body) => {
    const seen = read([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'), Buffer.from(body)]);
    expect(seen).toMatchObject({ status: 200, complete: false, problem: expect.any(String) });
  });

  it.each([
    ['no answer', '', 'without a response'],
    ['half a head', 'HTTP/1.1 200', 'within the response head'],
    ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', 'within the response body'],
    ['half the chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab', 'within the response body'],
  ])('is not whole: %s', (_name, text, problem) => {
    const pieces = text === '' ? [] : [Buffer.from(text)];
    expect(read(pieces, { end: true })).toMatchObject({ complete: false, problem: expect.stringContaining(problem) });
  });

  it('means the same however it is cut into reads', () => {
    const texts = [
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 11\r\nDate: x\r\n\r\nhello world',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: x-y\r\nX-Y: 1\r\nZ: 2\r\n\r\n5\r\nhello\r\n6;e\r\n world\r\n0\r\nT: u\r\n\r\n',
      'HTTP/1.1 404 Nope\r\nContent-Length: 0\r\n\r\n',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(fc.nat(200), { maxLength: 12 }), (text, cuts) => {
        const places = [...new Set(cuts.filter((cut) => cut < text.length))].sort((a, b) => a - b);
        const pieces = [0, ...places].map((from, i) =>
          Buffer.from(text.slice(from, places[i] ?? text.length), 'latin1'),
        );
        expect(read(pieces.filter((piece) => piece.length > 0))).toEqual(one(text));
      }),
      { numRuns: 500 },
    );
  });
});
