import type { RedisScript } from '../redis/link.js';
import { maxBindings } from './memory-sessions.js';

/** A turn: KEYS turn; ARGV ms it is remembered. */
export const nextTurn: RedisScript = {
  name: 'balancer-next',
  lua: `
local turn = redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return turn - 1`,
};

/**
 * Calls in flight of one balancer are three keys:
 *
 *     totals   candidate            → calls of all workers
 *     own      worker \0 candidate  → calls of one
 *     beats    worker               → until when it counts as alive, ms
 *
 * A worker that has not been heard of in time loses its calls, whoever comes next finds that out.
 */
const bury = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local dead = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now)
if #dead > 0 then
  local gone = {}
  for _, worker in ipairs(dead) do gone[worker] = true end
  local own = redis.call('HGETALL', KEYS[2])
  for i = 1, #own, 2 do
    local cut = string.find(own[i], '\\0', 1, true)
    if gone[string.sub(own[i], 1, cut - 1)] then
      redis.call('HDEL', KEYS[2], own[i])
      if redis.call('HINCRBY', KEYS[1], string.sub(own[i], cut + 1), -own[i + 1]) <= 0 then
        redis.call('HDEL', KEYS[1], string.sub(own[i], cut + 1))
      end
    end
  end
  for _, worker in ipairs(dead) do redis.call('ZREM', KEYS[3], worker) end
end
local function beat(worker, ttl)
  redis.call('ZADD', KEYS[3], now + ttl, worker)
  for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ttl * 2) end
end
local function count(worker, candidate, change)
  local field = worker .. '\\0' .. candidate
  if redis.call('HINCRBY', KEYS[2], field, change) <= 0 then redis.call('HDEL', KEYS[2], field) end
  if redis.call('HINCRBY', KEYS[1], candidate, change) <= 0 then redis.call('HDEL', KEYS[1], candidate) end
end`;

/** KEYS totals, own, beats; ARGV worker, ms until it counts as dead, candidates. */
export const acquireCall: RedisScript = {
  name: 'balancer-acquire',
  lua: `${bury}
local best, fewest = 1, nil
for i = 3, #ARGV do
  local calls = tonumber(redis.call('HGET', KEYS[1], ARGV[i]) or '0')
  if fewest == nil or calls < fewest then best, fewest = i - 2, calls end
end
count(ARGV[1], ARGV[best + 2], 1)
beat(ARGV[1], tonumber(ARGV[2]))
return best - 1`,
};

/** KEYS totals, own, beats; ARGV worker, candidate. */
export const releaseCall: RedisScript = {
  name: 'balancer-release',
  lua: `${bury}
if redis.call('HEXISTS', KEYS[2], ARGV[1] .. '\\0' .. ARGV[2]) == 1 then count(ARGV[1], ARGV[2], -1) end
return 0`,
};

/**
 * Makes the counts of a worker what it says they are, and keeps it alive: this brings them back after Redis has lost them, and
 * takes away calls whose end it has not heard of.
 *
 * KEYS totals, own, beats; ARGV worker, ms until it counts as dead, then candidate, calls, candidate, calls, …
 */
export const assertCalls: RedisScript = {
  name: 'balancer-beat',
  lua: `${bury}
local worker = ARGV[1]
local wanted = {}
for i = 3, #ARGV, 2 do wanted[ARGV[i]] = tonumber(ARGV[i + 1]) end
local own = redis.call('HGETALL', KEYS[2])
for i = 1, #own, 2 do
  local cut = string.find(own[i], '\\0', 1, true)
  if string.sub(own[i], 1, cut - 1) == worker then
    local candidate = string.sub(own[i], cut + 1)
    local change = (wanted[candidate] or 0) - own[i + 1]
    if change ~= 0 then count(worker, candidate, change) end
    wanted[candidate] = nil
  end
end
for candidate, calls in pairs(wanted) do if calls > 0 then count(worker, candidate, calls) end end
beat(worker, tonumber(ARGV[2]))
return 0`,
};

const bound = `
local list = {}
for name in string.gmatch(redis.call('GET', KEYS[1]) or '', '[^\\n]+') do list[#list + 1] = name end
local function place(first)
  for _, name in ipairs(list) do
    for i = first, #ARGV do if ARGV[i] == name then return i - first end end
  end
  return -1
end`;

/** KEYS session; ARGV ms it lives, candidates. */
export const findSession: RedisScript = {
  name: 'balancer-session',
  lua: `${bound}
if #list == 0 then return -1 end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return place(2)`,
};

/** KEYS session; ARGV ms it lives, place of the candidate to bind, candidates. */
export const bindSession: RedisScript = {
  name: 'balancer-bind',
  lua: `${bound}
local known = place(3)
if known == -1 then
  known = tonumber(ARGV[2])
  table.insert(list, 1, ARGV[known + 3])
  while #list > ${maxBindings} do table.remove(list) end
end
redis.call('SET', KEYS[1], table.concat(list, '\\n'), 'PX', ARGV[1])
return known`,
};
