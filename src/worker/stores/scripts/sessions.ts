import { maxBindings } from '../../../shared/backplane/memory-sessions.js';
import type { RedisScript } from '../../../shared/redis/link.js';

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
export const findSessionScript: RedisScript = {
  name: 'balancer-session',
  lua: `${bound}
if #list == 0 then return -1 end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return place(2)`,
};

/** KEYS session; ARGV ms it lives, place of the candidate to bind, candidates. */
export const bindSessionScript: RedisScript = {
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
