import type { RedisScript } from '../../../shared/redis/link.js';

/**
 * The same as `FixedWindow`, by the clock of Redis. Times are microseconds.
 *
 * ARGV: limit, period, wait, and the part of what is left that is asked for: 0 is one request, 10 a tenth.
 * Answers: requests granted, requests left, end of the window or the refusal, time until the client may come again, time until
 * that end.
 */
export const fixedWindowScript: RedisScript = {
  name: 'rate-limit-fixed-window',
  lua: `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local limit, period, wait, share = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local kept = redis.call('HMGET', KEYS[1], 'since', 'until', 'total', 'refuses')
local since, ends, total, refuses = tonumber(kept[1]), tonumber(kept[2]), tonumber(kept[3]), kept[4] == '1'
if not since or now >= ends or now < since then
  since, ends, total, refuses = now, now + period, 0, false
end
if refuses then return { 0, 0, ends, ends - now, ends - now } end

local left = limit - total
local granted = 0
if left > 0 then
  granted = share > 0 and math.ceil(left / share) or 1
  total = total + granted
else
  total = total + 1
  if total > 1 then
    refuses = true
    if wait > 0 then ends = now + wait end
  end
end
redis.call('HSET', KEYS[1], 'since', since, 'until', ends, 'total', total, 'refuses', refuses and '1' or '0')
redis.call('PEXPIRE', KEYS[1], math.ceil((ends - now) / 1000) + 1)
return { granted, math.max(left - granted, 0), ends, refuses and ends - now or 0, ends - now }
`,
};
