import { expect, it } from 'vitest';
import type { FailureName } from '../../../src/shared/errors.js';
import { ServiceError } from '../../../src/shared/extensions/service-error.js';
import { failureOf } from '../../../src/worker/extensions/failure-of.js';

it.each<[unknown, FailureName]>([
  [new Error('x'), 'extension'],
  ['x', 'extension'],
  [null, 'extension'],
  [new ServiceError('connection', 'gone'), 'connection'],
  [new ServiceError('timedOut', 'late'), 'timedOut'],
  [AbortSignal.timeout(0).reason ?? new DOMException('', 'TimeoutError'), 'timedOut'],
  [AbortSignal.abort().reason, 'canceled'],
])('%o is %s', (error, failure) => {
  expect(failureOf(error, null).failure).toBe(failure);
});

it.each<[unknown, FailureName]>([
  ['badRequest', 'badRequest'],
  [null, 'extension'],
  ['toString', 'extension'],
  [undefined, 'extension'],
])('takes %j of an error map for %s', (mapped, failure) => {
  expect(failureOf(new Error('x'), () => mapped as FailureName).failure).toBe(failure);
});

it('says where an error comes from', () => {
  expect(failureOf(new RangeError('x'), null).detail).toMatch(/^RangeError: x \(at .*failure-of\.test\.ts/);
  expect(failureOf(7, null).detail).toBe('7');
});
