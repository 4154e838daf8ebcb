import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from './redis.js';
import { until } from './until.js';

/** Three masters, no replicas. */
export interface RedisCluster {
  /** `127.0.0.1:PORT` each */
  readonly nodes: readonly string[];
  readonly servers: readonly RedisServer[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;

export async function startRedisCluster(): Promise<RedisCluster> {
  const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
  const servers = await Promise.all([0, 1, 2].map(() => startRedis({ args, cluster: true })));
  const clients = servers.map(({ url }) => new Redis(url));
  try {
    const [first] = servers;
    await Promise.all(
      clients.map(async (client, index) => {
        const from = Math.floor((SLOTS * index) / 3);
        const to = Math.floor((SLOTS * (index + 1)) / 3) - 1;
        await client.call('CLUSTER', ['SET-CONFIG-EPOCH', index + 1]);
        await client.call('CLUSTER', ['ADDSLOTSRANGE', from, to]);
      }),
    );
    for (const client of clients.slice(1)) await client.call('CLUSTER', ['MEET', '127.0.0.1', first!.port]);
    await until('the cluster agrees', async () => {
      const states = await Promise.all(clients.map((client) => client.call('CLUSTER', ['INFO']) as Promise<string>));
      return states.every((text) => /cluster_state:ok/.test(text) && /cluster_known_nodes:3/.test(text));
    });
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    nodes: servers.map(({ port }) => `127.0.0.1:${port}`),
    servers,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
