import type { RedisScript } from '../../shared/redis/link.js';

/** KEYS: the hash of hosts, the version of the epochs. ARGV: id and description of a host. Answer: that version. */
export const beat: RedisScript = {
  name: 'host-beat',
  lua: `
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], ARGV[1], time[1] * 1000 + math.floor(time[2] / 1000) .. ' ' .. ARGV[2])
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
