import type { RedisScript } from '../../../shared/redis/link.js';

/**
 * The same as `TokenBucket`, by the clock of Redis. Times are microseconds. A refusal writes nothing.
 *
 * ARGV: limit, period. Answers: requests granted, requests left, when the bucket is full, time until the client may come again.
 */
export const tokenBucketScript: RedisScript = {
  name: 'rate-limit-token-bucket',
  lua: `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local limit, period = tonumber(ARGV[1]), tonumber(ARGV[2])
if limit <= 0 then return { 0, 0, now + period, period } end
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(kept[1]), tonumber(kept[2])
if not tokens or now < at then
  tokens = limit
else
  tokens = math.min(limit, tokens + (now - at) * limit / period)
end
if tokens < 1 - 1e-6 then
  return { 0, 0, now + (limit - tokens) * period / limit, math.ceil((1 - tokens) * period / limit) }
end
tokens = math.max(0, tokens - 1)
local full = (limit - tokens) * period / limit
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(full / 1000) + 1)
return { 1, math.floor(tokens + 1e-6), now + full, 0 }
`,
};
