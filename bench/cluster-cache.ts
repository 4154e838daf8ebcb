import { writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from './backend/redis.js';
import { root } from './compiled.js';
import type { Figure } from './figure.js';
import { freePort, untilListening } from './ports.js';
import type { Processes } from './processes.js';
import { spreadOf } from './statistics.js';

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

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

/** What the output cache of two hosts with one Redis achieves. */
export async function cacheFigures(processes: Processes): Promise<Figure[]> {
  const service = createServer((incoming, response) => {
    const answer = () => response.end('{"text":"an answer of the service"}');
    if (incoming.url!.startsWith('/slow/')) setTimeout(answer, 10);
    else answer();
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const redis = await startRedis(processes, null);
  try {
    const servicePort = (service.address() as AddressInfo).port;
    const start = (name: string) => startHost(processes, name, servicePort, redis.port);
    const [a, b] = [await start('a'), await start('b')];
    await sleep(2_000);
    return [await clearFigure(a), await sharedFigure(a, b)];
  } finally {
    agent.destroy();
    service.close();
    service.closeAllConnections();
    await redis.running.stop();
  }
}

async function clearFigure(host: Host): Promise<Figure> {
  const clears: number[] = [];
  for (let round = 0; round < CLEARS; round++) {
    await inParallel(ENTRIES, (index) => get(host, `/fast/${index}`));
    const began = performance.now();
    const answer = await fetch(`http://127.0.0.1:${host.adminPort}/outputcache/bench`, { method: 'DELETE' });
    clears.push(performance.now() - began);
    if (answer.status !== 200) throw new Error(`the clear answered ${answer.status}: ${await answer.text()}`);
  }
  return {
    what: `clearing a region with ${ENTRIES.toLocaleString('en-US')} entries, slowest of ${CLEARS}`,
    target: `< ${limits.clearMs} ms`,
    measured: `${Math.max(...clears).toFixed(1)} ms`,
    isMet: Math.max(...clears) < limits.clearMs,
  };
}

async function sharedFigure(a: Host, b: Host): Promise<Figure> {
  await inParallel(SAMPLES, (index) => get(a, `/slow/${index}`));
  await sleep(500);
  const { median: shared } = spreadOf(await timesOf(SAMPLES, (index) => get(b, `/slow/${index}`)))!;
  const { median: called } = spreadOf(await timesOf(SAMPLES, (index) => get(b, `/slow/other-${index}`)))!;
  return {
    what: 'an answer of the other host instead of a 10 ms service',
    target: `≥ ${limits.timesFaster} ×`,
    measured: `${(called / shared).toFixed(1)} × (${shared.toFixed(2)} ms, ${called.toFixed(2)} ms)`,
    isMet: called / shared >= limits.timesFaster,
  };
}

async function startHost(processes: Processes, name: string, servicePort: number, redisPort: number): Promise<Host> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const config = join(processes.folder, `${name}.json`);
  const route = {
    UpstreamPathTemplate: '/{everything}',
    DownstreamPathTemplate: '/{everything}',
    DownstreamScheme: 'http',
    DownstreamHostAndPorts: [{ Host: '127.0.0.1', Port: servicePort }],
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
