import { slices } from '../../../shared/backplane/rate-limits/sliding-window.js';
import type { RedisScript } from '../../../shared/redis/link.js';

/**
 * The same as `SlidingWindow`, by the clock of Redis: a hash of the slices that count. Times are microseconds.
 *
 * ARGV: limit, period. Answers: requests granted, requests left, when all are back, time until the client may come again.
 */
export const slidingWindowScript: RedisScript = {
  name: 'rate-limit-sliding-window',
  lua: `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local limit, period = tonumber(ARGV[1]), tonumber(ARGV[2])
local slice = period / ${slices}
local current = math.floor(now / slice)
local kept = redis.call('HGETALL', KEYS[1])
local sum, oldest, newest = 0, nil, nil
for i = 1, #kept, 2 do
  local at = tonumber(kept[i])
  if current - at > ${slices} then
    redis.call('HDEL', KEYS[1], kept[i])
  else
    sum = sum + tonumber(kept[i + 1])
    if not oldest or at < oldest then oldest = at end
    if not newest or at > newest then newest = at end
  end
end
if sum < limit then
  redis.call('HINCRBY', KEYS[1], current, 1)
  redis.call('PEXPIRE', KEYS[1], math.ceil(${slices + 1} * slice / 1000) + 1)
  return { 1, limit - sum - 1, (current + ${slices + 1}) * slice, 0 }
end
if not oldest then return { 0, 0, now + period, period } end
return { 0, 0, (newest + ${slices + 1}) * slice, (oldest + ${slices + 1}) * slice - now }
`,
};
