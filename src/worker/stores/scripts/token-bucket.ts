import type { RedisScript } from '../../../shared/redis/link.js';

/**
 * The same as `TokenBucket`, by the clock of Redis. Times are microseconds. A refusal writes nothing.
 *
 * ARGV: limit, period, number of requests. Answers for each request: 1 when it is allowed, requests left, when the bucket is
 * full, time until the client may come again.
 */
export const tokenBucketScript: RedisScript = {
  name: 'rate-limit-token-bucket',
  lua: `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local limit, period, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local answer = {}
if limit <= 0 then
  for i = 1, 4 * count, 4 do answer[i], answer[i + 1], answer[i + 2], answer[i + 3] = 0, 0, now + period, period end
  return answer
end
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(kept[1]), tonumber(kept[2])
if not tokens or now < at then
  tokens = limit
else
  tokens = math.min(limit, tokens + (now - at) * limit / period)
end
local before = tokens
for i = 1, 4 * count, 4 do
  if tokens < 1 - 1e-6 then
    answer[i], answer[i + 1], answer[i + 2] = 0, 0, now + (limit - tokens) * period / limit
    answer[i + 3] = math.ceil((1 - tokens) * period / limit)
  else
    tokens = math.max(0, tokens - 1)
    answer[i], answer[i + 1] = 1, math.floor(tokens + 1e-6)
    answer[i + 2], answer[i + 3] = now + (limit - tokens) * period / limit, 0
  end
end
if tokens < before then
  redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
  redis.call('PEXPIRE', KEYS[1], math.ceil((limit - tokens) * period / limit / 1000) + 1)
end
return answer
`,
};
