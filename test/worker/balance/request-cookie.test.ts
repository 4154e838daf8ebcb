import { expect, it } from 'vitest';
import { cookieValue } from '../../../src/worker/balance/request-cookie.js';

it.each([
  ['sid=1', '1'],
  ['a=b; sid=1; c', '1'],
  ['a=b;sid=1', '1'],
  ['xsid=2; sid=1', '1'],
  ['sid=1; sid=2', '1'],
  ['sid=a=b', 'a=b'],
  [' sid = 1 ', '1'],
  ['sid="1"', '"1"'],
  ['SID=1', ''],
  ['sid', ''],
  ['sid=', ''],
  ['a; sid', ''],
  ['', ''],
])('%j has the value %j', (field, value) => {
  expect(cookieValue(field, 'sid')).toBe(value);
});
