import { expect, it } from 'vitest';
import { backplanePlan } from '../../../src/primary/compile/backplane-plan.js';
import { gateway } from '../../../src/shared/config/gateway.js';

const plan = (options: object, workers = 2) =>
  backplanePlan(gateway.parse({ Workers: workers, Backplane: options }), 'host', '/run/x.sock');

it('is embedded by default', () => {
  expect(plan({})).toMatchObject({ redis: null, cacheRedis: null, hasPeers: true, commandTimeout: 50 });
  expect(plan({}, 1).hasPeers).toBe(false);
});

it('has everything about Redis', () => {
  const { redis, cacheRedis } = plan({
    Type: 'redis',
    Url: 'rediss://u:p@h',
    Sentinels: ['s:1'],
    MasterName: 'm',
    SentinelPassword: 'sp',
    Tls: { Ca: 'PEM', ServerName: ' ' },
    KeyPrefix: 'k',
    CommandTimeout: '80ms',
  });
  expect(redis).toEqual({
    url: 'rediss://u:p@h',
    sentinels: ['s:1'],
    masterName: 'm',
    sentinelPassword: 'sp',
    cluster: [],
    tls: { ca: 'PEM', certificate: null, key: null, serverName: null, acceptAnyCertificate: false },
    keyPrefix: 'k',
    commandTimeout: 80,
  });
  expect(cacheRedis).toBeNull();
});

it('keeps cached answers in a Redis of their own when there is one', () => {
  const { cacheRedis } = plan({ Type: 'redis', Cluster: ['a:1'], CacheUrl: 'redis://cache' });
  expect(cacheRedis).toMatchObject({ url: 'redis://cache', cluster: [] });
});
