import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cli, type RunningGateway, startGateway } from '../support/gateway.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { until } from '../support/until.js';

let folder: string;
let service: Service;
let gateway: RunningGateway | null = null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'margay-extensions-'));
  service = await startService((request, response) => response.end(String(request.headers['x-by'])));
});

afterEach(async () => {
  await gateway?.stop();
  gateway = null;
  await service.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | object): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const handler = (text: string): string =>
  `(request, next) => { request.headers.append('x-by', ${JSON.stringify(text)}); return next(request); }`;

function configuration(extensions: readonly string[], route: object = {}) {
  return { Routes: [routeTo(service.port, route)], Gateway: { Extensions: extensions } };
}

function check(config: object): { code: number | null; out: string } {
  const file = write('ocelot.json', config);
  const { status, stdout } = spawnSync(process.execPath, [cli, 'check', '--config', file], {
    cwd: tmpdir(),
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { code: status, out: stdout };
}

async function answer(): Promise<string> {
  return (await fetch(`${gateway!.url}/`)).text();
}

it('runs global handlers of all modules, then the named ones in the order of the route', async () => {
  const one = write(
    'one.mjs',
    `export default { delegatingHandlers: { Own: ${handler('Own')}, First: { global: true, handle: ${handler('First')} } } };`,
  );
  const two = write(
    'two.mjs',
    `export default { delegatingHandlers: { Second: { global: true, handle: ${handler('Second')} }, Last: { global: true, handle: ${handler('Last')} } } };`,
  );
  gateway = await startGateway({
    config: configuration([one, two], { DelegatingHandlers: ['Last', 'Own', 'Last'] }),
    workers: 2,
  });
  expect(await answer()).toBe('First, Second, Last, Own');
});

it('takes a changed module with a rolling restart, and a new handler with the configuration that names it', async () => {
  const file = write('one.mjs', `export default { delegatingHandlers: { Own: ${handler('old')} } };`);
  gateway = await startGateway({ config: configuration([file], { DelegatingHandlers: ['Own'] }) });
  expect(await answer()).toBe('old');
  write('one.mjs', `export default { delegatingHandlers: { Own: ${handler('new')}, More: ${handler('more')} } };`);
  gateway.signal('SIGHUP');
  await until('the new code serves', async () => (await answer()) === 'new');
  writeFileSync(gateway.configFile, JSON.stringify(configuration([file], { DelegatingHandlers: ['Own', 'More'] })));
  await until('the new handler serves', async () => (await answer()) === 'new, more');
});

it('keeps the configuration of before when a module of the next one cannot be used', async () => {
  const file = write('one.mjs', `export default { delegatingHandlers: { Own: ${handler('old')} } };`);
  gateway = await startGateway({ config: configuration([file], { DelegatingHandlers: ['Own'] }) });
  const broken = write('two.mjs', 'throw new Error("not today")');
  writeFileSync(gateway.configFile, JSON.stringify(configuration([file, broken], { DelegatingHandlers: ['Own'] })));
  await until('it is refused', () => gateway!.log().includes('not today'));
  expect(await answer()).toBe('old');
});

it('outlives a rejection that an extension leaves alone', async () => {
  const file = write(
    'one.mjs',
    `export default { delegatingHandlers: { Own: (request, next) => { void Promise.reject(new Error('nobody waits')); return next(request); } } };`,
  );
  gateway = await startGateway({ config: configuration([file], { DelegatingHandlers: ['Own'] }) });
  const before = await gateway.pids();
  await answer();
  await until('it is told', () => gateway!.log().includes('nobody waits'));
  expect(await answer()).toBe('undefined');
  expect(await gateway.pids()).toEqual(before);
});

it('checks modules by paths relative to the configuration', () => {
  write('one.mjs', `export default { delegatingHandlers: { Own: ${handler('old')} } };`);
  expect(check(configuration(['./one.mjs'], { DelegatingHandlers: ['Own'] }))).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^OK: 1 route/),
  });
});

it.each<[string, string, RegExp]>([
  ['is not there', '', /Gateway\.Extensions\[0\][\s\S]*one\.mjs/],
  ['throws', 'throw new Error("not today")', /error: .*Gateway\.Extensions\[0\][\s\S]*one\.mjs: not today/],
  ['has a wrong shape', 'export default { handlers: {} }', /one\.mjs: has handlers, which is not known/],
])('is an error of check when a module %s, and names are not told then', (_name, code, expected) => {
  if (code !== '') write('one.mjs', code);
  const { code: exit, out } = check(configuration(['./one.mjs'], { DelegatingHandlers: ['Own'] }));
  expect(exit).toBe(1);
  expect(out).toMatch(expected);
  expect(out).toMatch(/^1 error, /m);
});

it('says what to write for a handler that is not there', () => {
  write('one.mjs', `export default { delegatingHandlers: { Audit: ${handler('old')} } };`);
  const { out } = check(configuration(['./one.mjs'], { DelegatingHandlers: ['Audti', 'Fancy'] }));
  expect(out).toContain('Did you mean Audit?');
  expect(out).toContain('"Gateway": { "Extensions": ["./extensions.mjs"] }');
  expect(out).toContain('export default { delegatingHandlers: { Fancy: (request, next, context) => next(request) } }');
});

it('takes names of extensions for aggregators and balancers', () => {
  write('one.mjs', 'export default { aggregators: { Sum: () => {} }, loadBalancers: { Mine: () => {} } };');
  const { out } = check({
    Routes: [
      routeTo(service.port, { Key: 'a', LoadBalancerOptions: { Type: 'mine' } }),
      routeTo(service.port, { Key: 'b', UpstreamPathTemplate: '/b', DownstreamPathTemplate: '/b' }),
    ],
    Aggregates: [{ UpstreamPathTemplate: '/ab', RouteKeys: ['a', 'b'], Aggregator: 'Sum' }],
    Gateway: { Extensions: ['./one.mjs'] },
  });
  expect(out).not.toContain('error');
});

it('refuses a placeholder that exists, in the words of Ocelot', () => {
  write('one.mjs', 'export default { placeholders: { BaseUrl: () => "x" } };');
  const { code, out } = check(configuration(['./one.mjs']));
  expect(code).toBe(1);
  expect(out).toContain('Unable to add placeholder: {BaseUrl}, placeholder already exists');
});

it('knows placeholders of extensions in header transforms', async () => {
  const file = write('one.mjs', 'export default { placeholders: { Tenant: () => "blue" } };');
  gateway = await startGateway({ config: configuration([file], { UpstreamHeaderTransform: { 'X-By': '{Tenant}' } }) });
  expect(await answer()).toBe('blue');
  expect(gateway.log()).not.toContain('there is no placeholder');
});
