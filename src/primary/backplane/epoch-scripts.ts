import type { RedisScript } from '../../shared/redis/link.js';

/**
 * Epochs are microseconds since 1970 by the clock of Redis, and always later than the one before: so a Redis that came back
 * empty, or with a clock that is behind, cannot bring old entries back.
 */
const later = `
local function later(than)
  local time = redis.call('TIME')
  local epoch = math.max(than + 1, time[1] * 1000000 + time[2])
  return string.format('%.0f', epoch)
end
`;

/** KEYS: the hash of epochs, its version. ARGV: a region and the latest epoch known of it. Answer: the new epoch. */
export const clearEpoch: RedisScript = {
  name: 'clear-epoch',
  lua: `${later}
local stored = tonumber(redis.call('HGET', KEYS[1], ARGV[1])) or 0
local epoch = later(math.max(stored, tonumber(ARGV[2])))
redis.call('HSET', KEYS[1], ARGV[1], epoch)
redis.call('SET', KEYS[2], epoch)
return epoch`,
};

/**
 * KEYS: as above. ARGV: regions, each with the latest epoch known of it. One that is missing or lower is made anew.
 * Answer: the version, then all regions, each with its epoch.
 */
export const readEpochs: RedisScript = {
  name: 'read-epochs',
  lua: `${later}
for index = 1, #ARGV, 2 do
  local stored = tonumber(redis.call('HGET', KEYS[1], ARGV[index])) or 0
  local known = tonumber(ARGV[index + 1])
  if stored == 0 or stored < known then
    local epoch = later(math.max(stored, known))
    redis.call('HSET', KEYS[1], ARGV[index], epoch)
    redis.call('SET', KEYS[2], epoch)
  end
end
local answer = redis.call('HGETALL', KEYS[1])
table.insert(answer, 1, redis.call('GET', KEYS[2]) or '')
return answer`,
};
