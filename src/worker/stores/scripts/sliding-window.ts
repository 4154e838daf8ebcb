import { slices } from '../../../shared/backplane/rate-limits/sliding-window.js';
import type { RedisScript } from '../../../shared/redis/link.js';

/**
 * The same as `SlidingWindow`, by the clock of Redis: a hash of the slices that count. Times are microseconds.
 *
 * ARGV: limit, period, number of requests. Answers for each request: 1 when it is allowed, requests left, when all are back,
 * time until the client may come again.
 */
export const slidingWindowScript: RedisScript = {
  name: 'rate-limit-sliding-window',
  lua: `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local limit, period, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local slice = period / ${slices}
local current = math.floor(now / slice)
local kept = redis.call('HGETALL', KEYS[1])
local sum, oldest, newest, added = 0, nil, nil, 0
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
local answer = {}
for i = 1, 4 * count, 4 do
  if sum < limit then
    sum, added = sum + 1, added + 1
    oldest, newest = oldest or current, math.max(newest or current, current)
    answer[i], answer[i + 1], answer[i + 2], answer[i + 3] = 1, limit - sum, (current + ${slices + 1}) * slice, 0
  elseif oldest then
    answer[i], answer[i + 1] = 0, 0
    answer[i + 2], answer[i + 3] = (newest + ${slices + 1}) * slice, (oldest + ${slices + 1}) * slice - now
  else
    answer[i], answer[i + 1], answer[i + 2], answer[i + 3] = 0, 0, now + period, period
  end
end
if added > 0 then
  redis.call('HINCRBY', KEYS[1], current, added)
  redis.call('PEXPIRE', KEYS[1], math.ceil(${slices + 1} * slice / 1000) + 1)
end
return answer
`,
};
