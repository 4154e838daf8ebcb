import { type ChildProcess, execFile, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { cli } from '../support/gateway.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pm2Bin = join(root, 'node_modules/pm2/bin/pm2');
const ecosystem = 'examples/cluster/ecosystem.config.cjs';

interface Host {
  readonly url: string;
  readonly admin: string;
}

let home: string;
let env: NodeJS.ProcessEnv;
let redis: RedisServer;
let service: ChildProcess;
let a: Host;
let b: Host;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'margay-pm2-'));
  redis = await startRedis();
  const [hostA, adminA, hostB, adminB, serviceA, serviceB] = await Promise.all(Array.from({ length: 6 }, freePort));
  service = fork(join(root, 'examples/cluster/service.mjs'), [String(serviceA), String(serviceB)]);
  await once(service, 'message');
  const config = readFileSync(join(root, 'examples/cluster/ocelot.json'), 'utf8')
    .replaceAll('5311', String(serviceA))
    .replaceAll('5312', String(serviceB))
    // A slow machine must see neither a late answer of Redis nor the end of a window.
    .replace('redis://127.0.0.1:6379"', `${redis.url}", "CommandTimeout": "5s", "ClearTimeout": "20s"`)
    .replace('"1m"', '"60m"');
  const file = join(home, 'ocelot.json');
  writeFileSync(file, config);
  a = { url: `http://127.0.0.1:${hostA}`, admin: `http://127.0.0.1:${adminA}` };
  b = { url: `http://127.0.0.1:${hostB}`, admin: `http://127.0.0.1:${adminB}` };
  const ports = { HOST_A: `${hostA}`, ADMIN_A: `${adminA}`, HOST_B: `${hostB}`, ADMIN_B: `${adminB}` };
  env = { ...process.env, ...ports, PM2_HOME: home, MARGAY_CONFIG: file };
  await run(pm2Bin, 'start', ecosystem);
  await until('both hosts know both', async () => {
    const tables = await Promise.all([a, b].map(({ admin }) => run(cli, 'status', '--admin', admin)));
    return tables.every((table) => table.match(/2 ready/g)?.length === 2);
  });
}, 120_000);

afterAll(async () => {
  spawnSync(process.execPath, [pm2Bin, 'kill'], { env, cwd: root });
  service?.disconnect();
  await redis?.stop();
  rmSync(home, { recursive: true, force: true });
}, 120_000);

/** Runs a script of Node; resolves with its stdout. */
function run(script: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, ...args], { env, cwd: root }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${args.join(' ')}: ${stdout}${stderr}`));
    });
  });
}

/** On a connection of its own, so that every worker gets some. */
async function ask({ url }: Host, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}${path}`, { headers: { connection: 'close' } });
  return { status: response.status, text: (await response.text()).trim() };
}

async function askInTurn(path: string, times: number): Promise<{ status: number; text: string }[]> {
  const answers = [];
  for (let time = 0; time < times; time += 1) answers.push(await ask(time % 2 === 0 ? a : b, path));
  return answers;
}

it('takes one turn on both hosts', async () => {
  const answers = await askInTurn('/turns', 8);
  const names = answers.map(({ text }) => text[0]);
  for (const [place, name] of names.entries()) if (place > 0) expect(name).not.toBe(names[place - 1]);
});

it('has one limit on both hosts', async () => {
  const statuses = (await askInTurn('/orders', 7)).map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
});

it('clears the region on both hosts', async () => {
  const numbers = async () => (await askInTurn('/products/1', 16)).map(({ text }) => Number(text.split(' ')[1]));
  const before = await numbers();
  // Of 16 requests each of the four workers makes one call at most.
  expect(new Set(before).size).toBeLessThanOrEqual(4);
  expect(await run(cli, 'cache', 'clear', 'products', '--admin', b.admin)).toBe('Cleared "products" on 4 workers.\n');
  expect(Math.min(...(await numbers()))).toBeGreaterThan(Math.max(...before));
});

it('lets one host end without the other', async () => {
  await run(pm2Bin, 'stop', 'margay-a');
  expect((await ask(b, '/turns')).status).toBe(200);
  await until('it is off the list', async () => {
    const table = await run(cli, 'status', '--admin', b.admin);
    return table.match(/ ready/g)?.length === 1;
  });
  await expect(ask(a, '/turns')).rejects.toThrow();
}, 120_000);
