import { concurrencyRetry } from '../../../shared/backplane/rate-limits/concurrency.js';
import type { RedisScript } from '../../../shared/redis/link.js';

/**
 * Calls in flight: a sorted set of their names by the time until which they count (RedisCalls). Times are microseconds.
 *
 * ARGV: limit, time to live, name of the call. Answers as the others do.
 */
export const concurrencyTakeScript: RedisScript = {
  name: 'rate-limit-concurrency-take',
  lua: `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local limit, ttl = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local held = redis.call('ZCARD', KEYS[1])
if held >= limit then return { 0, 0, now, ${concurrencyRetry * 1000} } end
redis.call('ZADD', KEYS[1], now + ttl, ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.ceil(ttl / 1000) + 1)
return { 1, limit - held - 1, now, 0 }
`,
};
