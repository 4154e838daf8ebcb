import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { Load } from '../support/load.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { until } from '../support/until.js';

let service: Service;
let running: RunningGateway[] = [];

beforeAll(async () => {
  service = await startService((request, response) => {
    const slow = /^\/slow\/(\d+)/.exec(request.url ?? '')?.[1];
    setTimeout(() => response.end(request.url), Number(slow ?? 0));
  });
});

afterEach(async () => {
  for (const gateway of running) await gateway.kill();
  running = [];
});

afterAll(() => service.close());

async function start(...options: Parameters<typeof startGateway>): Promise<RunningGateway> {
  const gateway = await startGateway(...options);
  running.push(gateway);
  return gateway;
}

const config = () => ({ Routes: [routeTo(service.port)] });

/** A worker that has ended stays a zombie for a moment. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

it('replaces a worker that crashed while the others serve', async () => {
  const gateway = await start({ config: config(), workers: 2 });
  const [victim, other] = (await gateway.pids()) as [number, number];
  process.kill(victim, 'SIGKILL');
  const load = new Load({ port: gateway.port, path: '/x', fresh: 2 });
  await until('the worker is replaced', async () => {
    const pids = await gateway.pids();
    return pids.length === 2 && !pids.includes(victim);
  });
  const { failures, answered } = await load.stop();
  // Connections that were waiting for the dead worker at that very moment.
  expect(failures.length).toBeLessThanOrEqual(2);
  expect(answered).toBeGreaterThan(10);
  expect(await gateway.pids()).toContain(other);
  expect((await gateway.status()).status).toBe('ok');
});

it('kills and replaces a worker that stalls', async () => {
  const gateway = await start({ config: config(), workers: 2 });
  const [victim] = (await gateway.pids()) as [number];
  process.kill(victim, 'SIGSTOP');
  await until(
    'the worker is replaced',
    async () => {
      const pids = await gateway.pids();
      return pids.length === 2 && !pids.includes(victim);
    },
    40_000,
  );
  expect(isAlive(victim)).toBe(false);
  expect(gateway.log()).toContain('worker stalls');
}, 60_000);

it('leaves the port to the workers of the next primary when the primary is killed, and finishes what is in flight', async () => {
  const first = await start({ config: config(), workers: 2 });
  const orphans = await first.pids();
  const inFlight = fetch(`${first.url}/slow/4000`, { headers: { connection: 'close' } });
  await sleep(300);
  first.child.kill('SIGKILL');
  await first.exited;

  const next = await start({ config: config(), workers: 2, port: first.port });
  const serving = await next.pids();
  // The old configuration is not served any more: every new connection goes to one of the new workers.
  expect(orphans.some((pid) => serving.includes(pid))).toBe(false);
  const load = new Load({ port: next.port, path: '/x', fresh: 4 });
  await sleep(500);
  expect((await load.stop()).failures).toEqual([]);

  expect(await (await inFlight).text()).toBe('/slow/4000');
  await until('the orphans are gone', () => orphans.every((pid) => !isAlive(pid)));
  expect(await (await fetch(`${next.url}/x`)).text()).toBe('/x');
});

it('lets workers without anything in flight go at once when the primary is killed', async () => {
  const gateway = await start({ config: config(), workers: 2 });
  const orphans = await gateway.pids();
  gateway.child.kill('SIGKILL');
  await until('the orphans are gone', () => orphans.every((pid) => !isAlive(pid)), 5_000);
  await expect(fetch(`${gateway.url}/x`)).rejects.toThrow();
});

it('ends with 1 after an error nobody caught in the primary, and so do its workers', async () => {
  const bug = "if (process.argv[2] === 'start') process.on('SIGUSR2', () => { throw new Error('a bug'); })";
  const gateway = await start({
    config: config(),
    workers: 2,
    env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(bug)}` },
  });
  const workers = await gateway.pids();
  gateway.signal('SIGUSR2');
  expect(await gateway.exited).toBe(1);
  expect(gateway.lines().at(-1)).toMatchObject({ level: 'fatal', err: { message: 'a bug' } });
  await until('the workers are gone', () => workers.every((pid) => !isAlive(pid)), 5_000);
});

it('does not end workers with the signals that pm2 and Ctrl-C send to the whole tree', async () => {
  const gateway = await start({ config: config(), workers: 2 });
  const before = await gateway.pids();
  for (const pid of before) for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
  await sleep(300);
  expect(await gateway.pids()).toEqual(before);
  expect(await (await fetch(`${gateway.url}/x`)).text()).toBe('/x');
});

it('restarts the workers one after the other on SIGHUP, without losing a request on a kept connection', async () => {
  const gateway = await start({ config: config(), workers: 2 });
  const before = await gateway.pids();
  const load = new Load({ port: gateway.port, path: '/slow/5', keptAlive: 8 });
  gateway.signal('SIGHUP');
  await until('the restart is done', () => gateway.log().includes('rolling restart done'));
  const { failures, answered } = await load.stop();
  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(20);
  const after = await gateway.pids();
  expect(after).toHaveLength(2);
  expect(after.some((pid) => before.includes(pid))).toBe(false);
});

it('reads request heads as large as the configuration says', async () => {
  const gateway = await start({ config: { ...config(), Gateway: { Limits: { HeaderBytes: '32KB' } } } });
  const answer = await fetch(`${gateway.url}/x`, { headers: { cookie: 'a'.repeat(16_000) } });
  expect(answer.status).toBe(200);
});
