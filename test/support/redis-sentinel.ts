import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** One Sentinel that watches a master and may promote its replica alone. */
export interface Sentinel {
  readonly address: string;
  stop(): Promise<void>;
}

export async function startSentinel(masterPort: number, replicas: number): Promise<Sentinel> {
  const folder = await mkdtemp(join(tmpdir(), 'margay-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor mymaster 127.0.0.1 ${masterPort} 1`,
    'sentinel down-after-milliseconds mymaster 1000',
    'sentinel failover-timeout mymaster 3000',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const child: ChildProcess = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  const client = new Redis({ port, retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => {});
  await until('the sentinel knows the replicas', async () => {
    const found = (await client.call('SENTINEL', ['REPLICAS', 'mymaster']).catch(() => [])) as unknown[];
    return found.length === replicas;
  });
  client.disconnect();
  return {
    address: `127.0.0.1:${port}`,
    stop: async () => {
      process.off('exit', killNow);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
