import { expect, it } from 'vitest';
import { parseExactly } from '../../../src/worker/auth/parse-exactly.js';

it.each<[string, unknown]>([
  ['{"id":9007199254740993}', { id: '9007199254740993' }],
  ['{"id":-9007199254740993,"small":7}', { id: '-9007199254740993', small: 7 }],
  [
    '{"ids":[9007199254740993,{"a":12345678901234567890}]}',
    { ids: ['9007199254740993', { a: '12345678901234567890' }] },
  ],
  ['{"id":9007199254740991}', { id: 9007199254740991 }],
  ['{"id":"9007199254740993","pi":3.14159265358979323846}', { id: '9007199254740993', pi: Math.PI }],
  ['{"a":1,"a":9007199254740993,"b":null,"c":true}', { a: '9007199254740993', b: null, c: true }],
  ['"x"', 'x'],
])('%s', (text, value) => {
  expect(parseExactly(text)).toEqual(value);
});

it.each(['', '{', '{"id":9007199254740993,}', '// 9007199254740993\n{}'])('%j is no JSON', (text) => {
  expect(() => parseExactly(text)).toThrow(SyntaxError);
});
