import { expect, test } from 'vitest';
import { httpVersionPlan } from '../../../src/primary/compile/http-version.js';

test.each([
  [undefined, '1.1'],
  ['', '1.1'],
  ['1', '1.1'],
  ['1.0', '1.0'],
  ['1,0', '1.0'],
  ['1.1', '1.1'],
  ['1,1', '1.1'],
  ['2', '2.0'],
  ['2.0', '2.0'],
  ['2,0', '2.0'],
  ['3.0', '2.0'],
])('DownstreamHttpVersion %j is %s', (written, version) => {
  expect(httpVersionPlan(written, undefined)).toEqual({ version, policy: 'orLower' });
});

test.each([
  ['RequestVersionExact', 'exact'],
  ['RequestVersionOrHigher', 'orHigher'],
  ['RequestVersionOrLower', 'orLower'],
  ['', 'orLower'],
])('DownstreamHttpVersionPolicy %j is %s', (written, policy) => {
  expect(httpVersionPlan('2.0', written).policy).toBe(policy);
});
