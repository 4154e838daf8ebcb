import type { RedisScript } from '../../../shared/redis/link.js';

/**
 * Counts a call more for the candidate with the fewest, the first of several.
 *
 * KEYS: of each candidate its calls (RedisCalls). ARGV: time to live in microseconds, name of the call. Answer: the place of the
 * candidate.
 */
export const acquireCallScript: RedisScript = {
  name: 'balancer-acquire',
  lua: `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local best, fewest = 1, nil
for i, key in ipairs(KEYS) do
  local calls = redis.call('ZCOUNT', key, now, '+inf')
  if fewest == nil or calls < fewest then best, fewest = i, calls end
  if calls == 0 then break end
end
redis.call('ZREMRANGEBYSCORE', KEYS[best], '-inf', now)
redis.call('ZADD', KEYS[best], now + ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[best], math.ceil(ARGV[1] / 1000) + 1)
return best - 1
`,
};

/** ARGV: time to live in microseconds, names of calls. Those that Redis has lost count again. */
export const renewCallsScript: RedisScript = {
  name: 'renew-calls',
  lua: `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[1] / 1000) + 1)
return #ARGV - 1
`,
};
