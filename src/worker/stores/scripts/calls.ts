import type { RedisScript } from '../../../shared/redis/link.js';

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
