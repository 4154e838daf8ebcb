import { expect, it } from 'vitest';
import { redisAddress, redisLocation, redisUrl } from '../../../src/shared/redis/addresses.js';
import { redisPlan } from '../../support/redis-plan.js';

it.each([
  ['h:1', { host: 'h', port: 1 }],
  ['h', { host: 'h', port: 6379 }],
  ['[::1]:7', { host: '::1', port: 7 }],
  [' 10.0.0.1:6380 ', { host: '10.0.0.1', port: 6380 }],
  ['h:0', null],
  ['h:70000', null],
  ['redis://h:1', null],
  ['', null],
])('reads the address %j', (text, expected) => {
  expect(redisAddress(text, 6379)).toEqual(expected);
});

it.each([
  ['redis://h', { host: 'h', port: 6379, tls: false, username: null, password: null, database: 0 }],
  ['rediss://u:p%40@h:7/3', { host: 'h', port: 7, tls: true, username: 'u', password: 'p@', database: 3 }],
  ['redis://:100%@[::1]', { host: '::1', port: 6379, tls: false, username: null, password: '100%', database: 0 }],
  ['http://h', null],
  ['redis://h/x', null],
  ['redis://', null],
  ['h:6379', null],
])('reads the address of Redis %j', (text, expected) => {
  expect(redisUrl(text)).toEqual(expected);
});

it.each([
  [{ url: 'redis://user:secret@h:1' }, 'h:1'],
  [{ url: 'redis://user:secret@h', sentinels: ['s:1'], masterName: 'm' }, 'm of sentinels s:1'],
  [{ cluster: ['a:1', 'b:2'] }, 'cluster of a:1, b:2'],
])('names the place without secrets %#', (changes, expected) => {
  expect(redisLocation(redisPlan(changes))).toBe(expected);
});
