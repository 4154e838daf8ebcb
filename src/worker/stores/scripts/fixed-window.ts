import type { RedisScript } from '../../../shared/redis/link.js';

const load = `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local limit, period, count, wait = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local kept = redis.call('HMGET', KEYS[1], 'since', 'until', 'total', 'refuses')
local since, ends, total, refuses = tonumber(kept[1]), tonumber(kept[2]), tonumber(kept[3]), kept[4] == '1'
if not since or now >= ends or now < since then
  since, ends, total, refuses = now, now + period, 0, false
end
local function exceed()
  total = total + 1
  if total > 1 then
    refuses = true
    if wait > 0 then ends = now + wait end
  end
end`;

const store = `
redis.call('HSET', KEYS[1], 'since', since, 'until', ends, 'total', total, 'refuses', refuses and '1' or '0')
redis.call('PEXPIRE', KEYS[1], math.ceil((ends - now) / 1000) + 1)`;

/**
 * The same as `FixedWindow`, by the clock of Redis. Times are microseconds.
 *
 * ARGV: limit, period, number of requests, wait. Answers for each request: 1 when it is allowed, requests left, end of the
 * window or the refusal, time until the client may come again.
 */
export const fixedWindowScript: RedisScript = {
  name: 'rate-limit-fixed-window',
  lua: `${load}
local answer = {}
local refused = refuses
for i = 1, 4 * count, 4 do
  if not refuses and total < limit then
    total = total + 1
    answer[i], answer[i + 1], answer[i + 2], answer[i + 3] = 1, limit - total, ends, 0
  else
    if not refuses then exceed() end
    answer[i], answer[i + 1], answer[i + 2], answer[i + 3] = 0, 0, ends, refuses and ends - now or 0
  end
end
if refused then return answer end
${store}
return answer
`,
};

/**
 * A part of what is left, for a worker that counts by itself.
 *
 * ARGV: limit, period, how many such parts what is left has, wait. Answers: requests granted, requests left, end of the window
 * or the refusal, time until that end.
 */
export const fixedWindowLeaseScript: RedisScript = {
  name: 'rate-limit-fixed-window-lease',
  lua: `${load}
if refuses then return { 0, 0, ends, ends - now } end
local left = limit - total
local granted = 0
if left > 0 then
  granted = math.ceil(left / count)
  total = total + granted
else
  exceed()
end
${store}
return { granted, math.max(left - granted, 0), ends, ends - now }
`,
};
