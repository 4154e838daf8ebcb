import type { RedisScript } from '../../shared/redis/link.js';

/**
 * KEYS: the hash of hosts, the version of the epochs, the hash of host names. ARGV: id and description of a host, its name.
 * Answer: that version.
 */
export const beat: RedisScript = {
  name: 'host-beat',
  lua: `
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[2])
redis.call('HSET', KEYS[3], ARGV[3], now)
return redis.call('GET', KEYS[2]) or ''`,
};

/**
 * KEYS: the hash of hosts. ARGV: ms without a heartbeat after which a host is forgotten.
 * Answer: of each other host its id, the ms since its heartbeat, and its description.
 */
export const readHosts: RedisScript = {
  name: 'read-hosts',
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = {}
local entries = redis.call('HGETALL', KEYS[1])
for index = 1, #entries, 2 do
  local at, description = string.match(entries[index + 1], '^(%d+) (.*)$')
  local age = now - (tonumber(at) or 0)
  if age > tonumber(ARGV[1]) then
    redis.call('HDEL', KEYS[1], entries[index])
  else
    table.insert(answer, entries[index])
    table.insert(answer, tostring(math.max(0, age)))
    table.insert(answer, description)
  end
end
return answer`,
};

/** KEYS: the hash of host names. ARGV: ms. Answer: the hosts of which nothing was heard for longer. */
export const readGhosts: RedisScript = {
  name: 'read-ghosts',
  lua: `
local time = redis.call('TIME')
local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[1])
local answer = {}
local entries = redis.call('HGETALL', KEYS[1])
for index = 1, #entries, 2 do
  if tonumber(entries[index + 1]) < oldest then table.insert(answer, entries[index]) end
end
return answer`,
};

/** KEYS: the hash of host names. ARGV: ms, a host. Takes it off unless it was heard of meanwhile. */
export const forgetGhost: RedisScript = {
  name: 'forget-ghost',
  lua: `
local time = redis.call('TIME')
local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[1])
local at = tonumber(redis.call('HGET', KEYS[1], ARGV[2]) or 0)
if at < oldest then redis.call('HDEL', KEYS[1], ARGV[2]) end
return 1`,
};
