import { writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from './backend/redis.js';
import { root } from './compiled.js';
import { freePort, untilListening } from './ports.js';
import { Processes } from './processes.js';

/** What a cluster's output cache is to achieve; each row is printed with what was measured. */
const limits = { clearMs: 100, timesFaster: 3 };
const ENTRIES = 100_000;
const CONNECTIONS = 64;
/** Requests, one after the other, of which the median counts. */
const SAMPLES = 300;
const CLEARS = 5;

interface Host {
  readonly port: number;
  readonly adminPort: number;
}

const processes = new Processes();
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const service = createServer((incoming, response) => {
  const answer = () => response.end('{"text":"an answer of the service"}');
  if (incoming.url!.startsWith('/slow/')) setTimeout(answer, 10);
  else answer();
});
try {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port: redisPort } = await startRedis(processes, null);
  const [a, b] = [await startHost('a', redisPort), await startHost('b', redisPort)];
  await sleep(2_000);

  const clears: number[] = [];
  for (let round = 0; round < CLEARS; round++) {
    await inParallel(ENTRIES, (index) => get(a, `/fast/${index}`));
    const began = performance.now();
    const answer = await fetch(`http://127.0.0.1:${a.adminPort}/outputcache/bench`, { method: 'DELETE' });
    clears.push(performance.now() - began);
    if (answer.status !== 200) throw new Error(`the clear answered ${answer.status}: ${await answer.text()}`);
  }

  await inParallel(SAMPLES, (index) => get(a, `/slow/${index}`));
  await sleep(500);
  const shared = await timesOf(SAMPLES, (index) => get(b, `/slow/${index}`));
  const called = await timesOf(SAMPLES, (index) => get(b, `/slow/other-${index}`));

  const faster = median(called) / median(shared);
  console.log(
    [
      '| | target | measured | |',
      '| --- | ---: | ---: | --- |',
      `| clearing a region with ${ENTRIES.toLocaleString('en-US')} entries, slowest of ${CLEARS} | < ${limits.clearMs} ms | ${Math.max(...clears).toFixed(1)} ms | ${verdict(Math.max(...clears) < limits.clearMs)} |`,
      `| an answer of the other host instead of a 10 ms service | ≥ ${limits.timesFaster} × | ${faster.toFixed(1)} × (${median(shared).toFixed(2)} ms, ${median(called).toFixed(2)} ms) | ${verdict(faster >= limits.timesFaster)} |`,
    ].join('\n'),
  );
} finally {
  agent.destroy();
  service.close();
  service.closeAllConnections();
  processes.close();
}

async function startHost(name: string, redisPort: number): Promise<Host> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const config = join(processes.folder, `${name}.json`);
  const route = {
    UpstreamPathTemplate: '/{everything}',
    DownstreamPathTemplate: '/{everything}',
    DownstreamScheme: 'http',
    DownstreamHostAndPorts: [{ Host: '127.0.0.1', Port: (service.address() as AddressInfo).port }],
    CacheOptions: { TtlSeconds: 600, Region: 'bench' },
  };
  const Gateway = { Cache: { MaxBytes: '256MB' } };
  writeFileSync(config, JSON.stringify({ Routes: [route], Gateway }));
  const flags = { host: '127.0.0.1', port, 'admin-port': adminPort, workers: 2 };
  const args = [
    ...[`${root}dist/cli.js`, 'start', '--config', config, '--redis', `redis://127.0.0.1:${redisPort}`],
    ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, `${value}`]),
  ];
  await untilListening(port, processes.start({ program: process.execPath, args }, null), `host ${name}`);
  return { port, adminPort };
}

/** As clients of a balancer do, who name the same host wherever they come to. */
function get({ port }: Host, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, agent, headers: { host: 'bench.test' } }, (answer) => {
      answer.resume().on('end', resolve);
      if (answer.statusCode !== 200) reject(new Error(`${path}: ${answer.statusCode}`));
    });
    sent.on('error', reject).end();
  });
}

async function inParallel(count: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const loop = async (): Promise<void> => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
}

async function timesOf(count: number, act: (index: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const began = performance.now();
    await act(index);
    times.push(performance.now() - began);
  }
  return times;
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1]!;
}

function verdict(isMet: boolean): string {
  return isMet ? 'met' : 'missed';
}
