import { Redis } from 'ioredis';
import type { RedisLink, RedisScript } from '../../src/shared/redis/link.js';

/** A link to one Redis, without the worker's care for an outage. */
export interface TestLink extends RedisLink {
  /** What a worker that has given Redis up sees. */
  available: boolean;
  readonly client: Redis;
  /** Names of the scripts and commands that were run. */
  readonly ran: string[];
  close(): void;
}

export async function testLink(url: string, keyPrefix = 'margay'): Promise<TestLink> {
  const client = new Redis(url, { lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => null });
  client.on('error', () => {});
  await client.connect();
  const ran: string[] = [];
  return {
    available: true,
    keyPrefix,
    client,
    ran,
    run: ({ name, lua }: RedisScript, keys, args) => {
      ran.push(name);
      return client.eval(lua, keys.length, ...keys, ...args);
    },
    writable: true,
    state: { condition: 'available', since: 0, reason: null },
    runBuffer: ({ name, lua }: RedisScript, keys, args) => {
      ran.push(name);
      return client.callBuffer('EVAL', lua, keys.length, ...keys, ...args);
    },
    command: (name, args) => {
      ran.push(name);
      return client.call(name, ...args);
    },
    commandBuffer: (name, args) => client.callBuffer(name, ...args),
    onChange: () => () => {},
    close: () => client.disconnect(),
  };
}
