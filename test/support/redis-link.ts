import { Redis } from 'ioredis';
import type { RedisLink, RedisScript } from '../../src/shared/redis/link.js';

/** A link to one Redis, without the worker's care for an outage. */
export interface TestLink extends RedisLink {
  /** What a worker that has given Redis up sees. */
  available: boolean;
  readonly client: Redis;
  close(): void;
}

export async function testLink(url: string, keyPrefix = 'margay'): Promise<TestLink> {
  const client = new Redis(url, { lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => null });
  client.on('error', () => {});
  await client.connect();
  return {
    available: true,
    keyPrefix,
    client,
    run: ({ lua }: RedisScript, keys, args) => client.eval(lua, keys.length, ...keys, ...args),
    close: () => client.disconnect(),
  };
}
