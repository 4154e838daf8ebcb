import type { RedisScript } from '../../../shared/redis/link.js';

/** A turn: KEYS turn; ARGV ms it is remembered. */
export const nextTurnScript: RedisScript = {
  name: 'balancer-next',
  lua: `
local turn = redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return turn - 1`,
};
