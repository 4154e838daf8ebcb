import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerTo, open, textOf } from '../support/http-client.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(inRepository('docs/load-balancing.md'), 'utf8');
const rows = [...page.matchAll(/^\| `(\/\S+)` \| `([abc ]+)` \|$/gm)].map(
  ([, path, hosts]) => [path!, hosts!] as const,
);

let hosts: ChildProcess;
let gateway: RunningGateway;

beforeAll(async () => {
  const ports = [await freePort(), await freePort(), await freePort()];
  hosts = fork(inRepository('examples/load-balancing/hosts.mjs'), ports.map(String));
  await new Promise<void>((resolve) => {
    let ready = 0;
    hosts.on('message', () => {
      if (++ready === ports.length) resolve();
    });
  });
  let config = readFileSync(inRepository('examples/load-balancing/ocelot.json'), 'utf8');
  for (const [i, port] of ports.entries()) config = config.replaceAll(String(5301 + i), `"${port}"`);
  gateway = await startGateway({ config, workers: 1 });
});

afterAll(async () => {
  await gateway?.stop();
  hosts?.disconnect();
});

async function get(path: string, headers = {}): Promise<{ host: string; cookie: string | undefined }> {
  const request = open(gateway.port, 'GET', path, headers);
  request.end();
  const answer = await answerTo(request);
  return { host: (await textOf(answer)).trim(), cookie: answer.headers['set-cookie']?.[0] };
}

async function hostsOf(path: string, count: number, headers = {}): Promise<string> {
  const seen: string[] = [];
  for (let i = 0; i < count; i++) seen.push((await get(path, headers)).host);
  return seen.join(' ');
}

it('the page has its table', () => {
  expect(rows.map(([path]) => path)).toEqual(['/first/x', '/turns/x', '/weights/x', '/least/x']);
});

describe('the example', () => {
  it.each(rows)('%s goes to %s', async (path, expected) => {
    expect(await hostsOf(path, expected.split(' ').length)).toBe(expected);
  });

  it.each(['/two/x', '/random/x'])('%s goes to every host', async (path) => {
    expect(new Set((await hostsOf(path, 100)).split(' ')).size).toBe(3);
  });

  it.each([
    ['/ip/x', {}],
    ['/user/x', { 'x-user': 'laura' }],
  ])('%s stays at one host', async (path, headers) => {
    expect(new Set((await hostsOf(path, 10, headers)).split(' ')).size).toBe(1);
  });

  it('/session/x stays at one host with the cookie of the gateway', async () => {
    await get('/session/x');
    const { host, cookie } = await get('/session/x');
    expect([host, cookie]).toEqual([
      'b',
      expect.stringMatching(/^shop-session=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await hostsOf('/session/x', 4, { cookie: cookie!.split(';')[0] })).toBe('b b b b');
  });

  it('fits the checks without a word', () => {
    expect(gateway.lines().filter(({ level }) => level === 'warn')).toEqual([]);
  });
});
