import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { parseStat, treeUsage } from '../../bench/process-tree.js';

const children: ChildProcess[] = [];

afterEach(() => {
  // Whole groups: grandchildren too.
  for (const child of children.splice(0)) process.kill(-child.pid!, 'SIGKILL');
});

/** Runs a script that says "ready" and stays. */
async function start(script: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  children.push(child);
  await once(child.stdout, 'data');
  return child.pid!;
}

const burn = (ms: number) =>
  `const end = process.cpuUsage().user + ${ms * 1000}; while (process.cpuUsage().user < end);`;
const stay = `console.log('ready'); setInterval(() => {}, 1000);`;

describe('parseStat', () => {
  it('finds the fields behind a program name with spaces and parentheses', () => {
    const text = '42 (a (b) c) S 7 42 42 0 -1 4194304 100 0 0 0 11 22 33 44 20 0 1 0 5000';
    expect(parseStat(text)).toEqual({ parent: 7, ticks: 11 + 22 + 33 + 44 });
  });
});

describe.runIf(process.platform === 'linux')('treeUsage', () => {
  it('counts the CPU time a process has used', async () => {
    const idle = treeUsage(await start(stay))!;
    const busy = treeUsage(await start(burn(400) + stay))!;
    expect(busy.cpu - idle.cpu).toBeGreaterThan(250_000);
    expect(busy.rss).toBeGreaterThan(10 * 1024 * 1024);
  });

  it('counts children and grandchildren, those that have ended included', async () => {
    const nested = (script: string) =>
      `require('child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(script)}]);`;
    const alone = treeUsage(await start(stay))!;
    const parent = treeUsage(await start(nested(nested(burn(400))) + stay))!;
    expect(parent.cpu - alone.cpu).toBeGreaterThan(350_000);
  });

  it('counts a child that still runs', async () => {
    const child = `${burn(400)} process.stdout.write('ready'); setInterval(() => {}, 1000);`;
    const script = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' });`;
    const alone = treeUsage(await start(stay))!;
    const pid = await start(`${script} process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`);
    const both = treeUsage(pid)!;
    expect(both.cpu - alone.cpu).toBeGreaterThan(250_000);
    expect(both.rss).toBeGreaterThan(alone.rss * 1.5);
  });

  it('is null for a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(treeUsage(child.pid!)).toBeNull();
  });
});
