import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { backplanePlan } from '../../../src/primary/compile/backplane-plan.js';
import { type EncodedSnapshot, encodeSnapshot } from '../../../src/primary/workers/encoded-snapshot.js';
import { Supervisor } from '../../../src/primary/workers/supervisor.js';
import { type WorkerTiming, workerTiming } from '../../../src/primary/workers/timing.js';
import { gateway } from '../../../src/shared/config/gateway.js';
import { createLog } from '../../../src/shared/log.js';
import { settings } from '../../support/plans.js';
import { until } from '../../support/until.js';

const entry = fileURLToPath(new URL('../../support/stand-in-worker.mjs', import.meta.url));
const listeners = [{ host: '127.0.0.1', port: 2, tls: null }];

let running: Supervisor | null = null;
let lines: { msg: string; reason?: string }[] = [];

afterEach(async () => {
  running?.kill();
  await until('no worker is left', () => running === null || running.status().length === 0);
  running = null;
  lines = [];
});

interface Setup {
  workers?: number;
  behavior?: object;
  timing?: Partial<WorkerTiming>;
}

function supervisor({ workers = 2, behavior = {}, timing = {} }: Setup = {}): Supervisor {
  running = new Supervisor({
    entry,
    workers,
    target: { snapshot: snapshot(1), listeners },
    settings: {
      headerBytes: 8192,
      arguments: { drainTimeout: 1_000, log: { level: 'info', format: 'json' } },
      backplane: backplanePlan(gateway.parse({}), 'host', '/none'),
    },
    env: { ...process.env, STAND_IN: JSON.stringify(behavior) },
    timing: { ...workerTiming, backoff: { first: 10, longest: 1_000, stable: 60_000 }, ...timing },
    log: createLog({ level: 'debug', format: 'json' }, 'primary', { write: (line) => lines.push(JSON.parse(line)) }),
  });
  return running;
}

/** The stand-in reads from the health path what it is to do with a snapshot. */
function snapshot(id: number, healthPath: string | null = null): EncodedSnapshot {
  return encodeSnapshot({ ...settings(), id, healthPath, routes: [] });
}

const pids = (one: Supervisor): number[] => one.status().map(({ pid }) => pid);

it('starts as many workers as wanted and gives them the snapshot before they listen', async () => {
  const one = supervisor({ workers: 3 });
  await one.start();
  expect(one.status()).toEqual(Array(3).fill({ pid: expect.any(Number), state: 'ready', snapshot: 1 }));
  expect(new Set(pids(one)).size).toBe(3);
});

it('rejects with the reason of the worker when none can start', async () => {
  const one = supervisor({ behavior: { fail: 'no binary for this Node' } });
  await expect(one.start()).rejects.toThrow('no binary for this Node');
});

it('rejects when every worker crashes at start', async () => {
  const one = supervisor({ behavior: { crash: true } });
  await expect(one.start()).rejects.toThrow('ended (exit code 3)');
});

it('rejects with the reason when no worker can listen', async () => {
  const one = supervisor();
  void one.listen([{ host: '127.0.0.1', port: 1, tls: null }]);
  await expect(one.start()).rejects.toThrow('port 1 is taken');
});

it('puts another worker, with the newest snapshot, in the place of one that crashed', async () => {
  const one = supervisor();
  await one.start();
  expect(await one.rollOut(snapshot(2))).toBeNull();
  const [first, second] = pids(one) as [number, number];
  process.kill(first, 'SIGKILL');
  await until('the worker is missed', () => one.ready === 1);
  await until('it is replaced', () => one.ready === 2);
  expect(pids(one)).toContain(second);
  expect(pids(one)).not.toContain(first);
  expect(one.status().map((worker) => worker.snapshot)).toEqual([2, 2]);
});

it('keeps the snapshot of before when every worker refuses the new one', async () => {
  const one = supervisor();
  await one.start();
  const before = pids(one);
  expect(await one.rollOut(snapshot(2, '/refused'))).toBe('refused by the test');
  expect(one.snapshotId).toBe(1);
  expect(pids(one)).toEqual(before);
  expect(one.status().map((worker) => worker.snapshot)).toEqual([1, 1]);
  expect(await one.rollOut(snapshot(3))).toBeNull();
  expect(one.status().map((worker) => worker.snapshot)).toEqual([3, 3]);
});

it('replaces a worker that refuses what another one took', async () => {
  const one = supervisor();
  await one.start();
  const [first, second] = pids(one) as [number, number];
  expect(await one.rollOut(snapshot(2, `/refused-by-${first}`))).toBeNull();
  await until('it is replaced', () => one.ready === 2 && !pids(one).includes(first));
  expect(pids(one)).toContain(second);
  expect(one.status().map((worker) => worker.snapshot)).toEqual([2, 2]);
});

it('replaces workers that do not answer a snapshot, and keeps the snapshot of before when none does', async () => {
  const one = supervisor({ timing: { snapshot: 2_000 } });
  await one.start();
  const before = pids(one);
  expect(await one.rollOut(snapshot(2, '/no-answer'))).toMatch(/within 2000 ms/);
  await until('both are replaced', () => one.ready === 2 && pids(one).every((pid) => !before.includes(pid)));
  expect(one.status().map((worker) => worker.snapshot)).toEqual([1, 1]);
});

it('replaces a worker that stalls', async () => {
  const one = supervisor({ workers: 1, timing: { pingEvery: 100, pingsMissed: 5 } });
  await one.start();
  const [pid] = pids(one);
  expect(await one.rollOut(snapshot(2, '/stall'))).toBeNull();
  await until('it is replaced', () => one.ready === 1 && !pids(one).includes(pid!));
  expect(lines.some(({ msg }) => msg === 'worker stalls; it is killed')).toBe(true);
});

it('does not take a worker that answers its pings for a stalled one', async () => {
  const one = supervisor({ workers: 1, timing: { pingEvery: 20, pingsMissed: 100 } });
  await one.start();
  const before = pids(one);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(pids(one)).toEqual(before);
});

it('goes back to the listeners of before when no worker can listen on the new ones', async () => {
  const one = supervisor();
  await one.start();
  const before = pids(one);
  expect(await one.listen([{ host: '127.0.0.1', port: 1, tls: null }])).toBe('port 1 is taken');
  expect(await one.listen([{ host: '127.0.0.1', port: 3, tls: null }])).toBeNull();
  expect(pids(one)).toEqual(before);
});

it('restarts the workers one after the other', async () => {
  const one = supervisor({ behavior: { drainTime: 100 } });
  await one.start();
  const before = pids(one);
  let fewest = 2;
  const watch = setInterval(() => (fewest = Math.min(fewest, one.ready)), 5);
  await one.restartAll();
  clearInterval(watch);
  expect(fewest).toBe(2);
  await until('the old ones are gone', () => one.status().length === 2);
  expect(pids(one).some((pid) => before.includes(pid))).toBe(false);
});

it('restarts once more when it is asked for meanwhile', async () => {
  const one = supervisor({ behavior: { drainTime: 300 } });
  await one.start();
  const [first] = pids(one);
  const restarted = one.restartAll();
  await until('the first one is replaced', () =>
    one.status().some(({ pid, state }) => pid === first && state !== 'ready'),
  );
  const meanwhile = pids(one);
  void one.restartAll();
  await restarted;
  await until('the old ones are gone', () => one.status().length === 2);
  expect(pids(one).some((pid) => meanwhile.includes(pid))).toBe(false);
  expect(lines.filter(({ msg }) => msg === 'rolling restart done')).toHaveLength(2);
});

it('changes the number of workers', async () => {
  const one = supervisor({ workers: 1 });
  await one.start();
  one.resize(3);
  await until('there are three', () => one.ready === 3);
  one.resize(1);
  await until('there is one', () => one.status().length === 1);
  expect(one.ready).toBe(1);
});

it('drains every worker and starts no other', async () => {
  const one = supervisor({ behavior: { drainTime: 50 } });
  await one.start();
  await one.drain();
  expect(one.status()).toEqual([]);
  expect(one.ready).toBe(0);
});

it('kills a worker that drains longer than it may', async () => {
  const one = supervisor({ workers: 1, behavior: { drainTime: 600_000 }, timing: { drainGrace: 100 } });
  await one.start();
  await one.drain();
  expect(one.status()).toEqual([]);
});

it('ends while workers start', async () => {
  const one = supervisor();
  void one.start();
  await one.drain();
  expect(one.status()).toEqual([]);
});
