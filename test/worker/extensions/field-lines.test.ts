import { expect, it } from 'vitest';
import { headersOf, linesOf } from '../../../src/worker/extensions/field-lines.js';

const served = 'X-One: a\r\nSet-Cookie: a=1\r\nx-ONE:b\r\nset-cookie: b=2\r\nDate: today\r\nX-Latin: \xe9';

it('leaves lines that are not changed as they were spelled', () => {
  expect(linesOf(headersOf(served), served).split('\r\n')).toEqual([
    'X-One: a',
    'x-ONE:b',
    'Set-Cookie: a=1',
    'set-cookie: b=2',
    'Date: today',
    'X-Latin: \xe9',
  ]);
});

it('writes changed and new fields behind them, and leaves removed ones out', () => {
  const headers = headersOf(served);
  headers.set('x-one', 'c');
  headers.append('set-cookie', 'c=3');
  headers.delete('x-latin');
  headers.set('x-new', '1');
  expect(linesOf(headers, served).split('\r\n')).toEqual([
    'Date: today',
    'set-cookie: a=1',
    'set-cookie: b=2',
    'set-cookie: c=3',
    'x-new: 1',
    'x-one: c',
  ]);
});

it('writes no framing and nothing of a connection', () => {
  const headers = new Headers({
    'content-length': '7',
    'transfer-encoding': 'chunked',
    connection: 'close',
    'x-a': '1',
  });
  expect(linesOf(headers, '')).toBe('x-a: 1');
  expect(linesOf(new Headers(), '')).toBe('');
});

it('throws at a byte that no field can have', () => {
  expect(() => headersOf('X: a\x00b')).toThrow(TypeError);
});
