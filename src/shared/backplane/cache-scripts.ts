import type { RedisScript } from '../redis/link.js';

/** ARGV[1]: what the keys of the shard begin with. Entries are `ERA/NAME`; all they touch lies in the slot of the shard. */
const common = `
local base = ARGV[1]
local ends, eras, bytes = base .. 'ends', base .. 'eras', base .. 'bytes'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function forget(era, name)
  local index = base .. 'i:' .. era
  local size = redis.call('ZSCORE', index, name)
  if not size then return end
  redis.call('DECRBY', bytes, size)
  redis.call('ZREM', index, name)
  if redis.call('EXISTS', index) == 0 then redis.call('SREM', eras, era) end
end

local function drop(member)
  forget(string.match(member, '^(.*)/(.*)$'))
  redis.call('ZREM', ends, member)
  redis.call('UNLINK', base .. 'e:' .. member)
end

local function prune(most)
  local over = redis.call('ZRANGEBYSCORE', ends, '-inf', now, 'LIMIT', 0, most)
  for _, member in ipairs(over) do drop(member) end
  return #over
end
`;

/**
 * KEYS: the entry. ARGV: base, era, name, value, ms it has left, most bytes of the shard (0: any). What ends soonest makes
 * room. Answer: 1, or 0 when there is no room.
 */
export const setEntry: RedisScript = {
  name: 'cache-set',
  lua: `${common}
local era, name, value, left, most = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local member = era .. '/' .. name
local size = #value + 2 * #member + 300
-- First of all, because after any other write a full Redis takes this one, too.
redis.call('INCRBY', bytes, 0)
prune(20)
drop(member)
if most > 0 then
  if size > most then return 0 end
  for _ = 1, 200 do
    if (tonumber(redis.call('GET', bytes)) or 0) + size <= most then break end
    local first = redis.call('ZRANGE', ends, 0, 0)[1]
    if not first then
      redis.call('DEL', bytes)
      break
    end
    drop(first)
  end
  if (tonumber(redis.call('GET', bytes)) or 0) + size > most then return 0 end
end
redis.call('SET', KEYS[1], value, 'PX', left)
redis.call('ZADD', ends, now + left, member)
redis.call('ZADD', base .. 'i:' .. era, size, name)
redis.call('SADD', eras, era)
redis.call('INCRBY', bytes, size)
return 1`,
};

/** KEYS: bytes of the shard. ARGV: base, most. Frees the index of what has expired. Answer: how many. */
export const pruneExpired: RedisScript = { name: 'cache-prune', lua: `${common}return prune(tonumber(ARGV[2]))` };

/** KEYS: the index of an era. ARGV: base, era, most. Answer: how many entries of the era are gone; 0: there are none left. */
export const dropEra: RedisScript = {
  name: 'cache-drop-era',
  lua: `${common}
local era = ARGV[2]
local popped = redis.call('ZPOPMIN', KEYS[1], ARGV[3])
for index = 1, #popped, 2 do
  local member = era .. '/' .. popped[index]
  redis.call('DECRBY', bytes, popped[index + 1])
  redis.call('ZREM', ends, member)
  redis.call('UNLINK', base .. 'e:' .. member)
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', eras, era) end
return #popped / 2`,
};

/**
 * KEYS: an entry and its lock. ARGV: token, ms. Answer: the entry; else 1: the lock is taken with this token, 0: another one
 * has it, -1: whoever had it got an answer that cannot be kept.
 */
export const claimEntry: RedisScript = {
  name: 'cache-claim',
  lua: `
local value = redis.call('GET', KEYS[1])
if value then return value end
local holder = redis.call('GET', KEYS[2])
if holder == '-' then return -1 end
if holder then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1`,
};

/** KEYS: a lock. ARGV: token, ms. Answer: 0 when it is lost. */
export const renewLock: RedisScript = {
  name: 'cache-renew-lock',
  lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`,
};

/** KEYS: a lock. ARGV: token, ms for which others are told that there is nothing to wait for (0: there is an entry). */
export const releaseLock: RedisScript = {
  name: 'cache-release-lock',
  lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], '-', 'PX', ARGV[2])
return 1`,
};
