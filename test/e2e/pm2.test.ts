import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import type { Status } from '../support/gateway.js';
import { Load } from '../support/load.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { until } from '../support/until.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = join(root, 'node_modules/pm2/bin/pm2');
const migrate = '/proc/sys/net/ipv4/tcp_migrate_req';

let service: Service;
let home: string;
let port: number;
let adminPort: number;
let env: NodeJS.ProcessEnv;
/** What `tcp_migrate_req` was; `null` when it cannot be set here. */
let migrateBefore: string | null = null;

beforeAll(async () => {
  service = await startService((request, response) => response.end(request.url));
  home = mkdtempSync(join(tmpdir(), 'margay-pm2-'));
  port = await freePort();
  adminPort = await freePort();
  const config = join(home, 'ocelot.json');
  writeFileSync(config, JSON.stringify({ Routes: [routeTo(service.port)], Gateway: { Logging: { Access: true } } }));
  env = {
    ...process.env,
    PM2_HOME: home,
    MARGAY_CONFIG: config,
    MARGAY_PORT: String(port),
    MARGAY_ADMIN_PORT: String(adminPort),
    MARGAY_WORKERS: '2',
  };
  try {
    migrateBefore = readFileSync(migrate, 'utf8');
    writeFileSync(migrate, '1');
  } catch {
    migrateBefore = null;
  }
});

afterAll(async () => {
  spawnSync(process.execPath, [bin, 'kill'], { env, cwd: root });
  if (migrateBefore !== null) writeFileSync(migrate, migrateBefore);
  rmSync(home, { recursive: true, force: true });
  await service.close();
});

function pm2(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [bin, ...args],
      { env, cwd: root, maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`pm2 ${args.join(' ')}: ${stdout}${stderr}`));
      },
    );
  });
}

async function status(): Promise<Status & { pid: number }> {
  const response = await fetch(`http://127.0.0.1:${adminPort}/status`, { headers: { connection: 'close' } });
  return (await response.json()) as Status & { pid: number };
}

const ask = (path: string): Promise<string> =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } }).then((response) => response.text());

// One story: pm2 is a daemon, and every step needs the one before.
it('starts, reloads without losing a request, logs and stops under pm2', async () => {
  // 1. Start: pm2 returns once the primary has said `ready`, which is when every worker listens.
  await pm2('start', 'ecosystem.config.cjs');
  const before = await status();
  expect(before.workers).toEqual({ ready: 2, wanted: 2 });
  expect(await ask('/hello')).toBe('/hello');

  // 2. Reload under kept and fresh connections.
  const load = new Load({ port, path: '/under-load', keptAlive: 8, fresh: 4 });
  await pm2('reload', 'margay');
  const after = await until('the new primary has the admin port', async () => {
    const now = await status().catch(() => null);
    return now !== null && now.pid !== before.pid ? now : null;
  });
  const { answered, failures } = await load.stop();
  expect(answered).toBeGreaterThan(50);
  if (migrateBefore !== null) expect(failures).toEqual([]);
  else {
    // Without tcp_migrate_req the kernel resets what waits for a worker that stops listening.
    expect(failures.filter((failure) => failure !== 'ECONNRESET')).toEqual([]);
    expect(failures.length).toBeLessThan(20);
  }
  const old = new Set(before.processes.map(({ pid }) => pid));
  expect(after.workers).toEqual({ ready: 2, wanted: 2 });
  expect(after.processes.some(({ pid }) => old.has(pid))).toBe(false);

  // 3. Logs: of the primary and, through it, of the workers.
  expect(await ask('/logged-by-a-worker')).toBe('/logged-by-a-worker');
  await until('both are logged', async () => {
    const logs = await pm2('logs', 'margay', '--nostream', '--lines', '50');
    return logs.includes('/logged-by-a-worker') && logs.includes('"process":"worker"');
  });
  expect(await pm2('logs', 'margay', '--nostream', '--lines', '50000')).toContain('margay is ready');

  // 4. Stop: nothing answers, nothing is left.
  const workers = (await status()).processes.map(({ pid }) => pid);
  await pm2('stop', 'margay');
  await expect(ask('/hello')).rejects.toThrow();
  await until('the workers are gone', () =>
    workers.every((pid) => spawnSync('kill', ['-0', String(pid)], { stdio: 'ignore' }).status !== 0),
  );
  expect(await pm2('jlist')).toContain('"status":"stopped"');

  // 5. And again.
  await pm2('start', 'margay');
  expect(await ask('/again')).toBe('/again');
}, 180_000);
