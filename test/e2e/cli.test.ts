import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { cli, startGateway } from '../support/gateway.js';
import { routeTo, startService } from '../support/service.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margay-cli-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

function margay(args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { code: status, out: stdout, err: stderr };
}

function write(name: string, config: object | string): string {
  const file = join(folder, name);
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return file;
}

const dataUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

describe('usage', () => {
  it('prints help and version with 0', () => {
    const help = margay(['--help']);
    expect(help.code).toBe(0);
    for (const word of ['start', 'check', 'routes', 'match', 'schema', 'Exit codes']) expect(help.out).toContain(word);
    expect(margay(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(margay(['start', '--help']).code).toBe(0);
  });

  it.each([
    ['an unknown command', ['fly'], "unknown command 'fly'"],
    ['an unknown option', ['start', '--fly'], "unknown option '--fly'"],
    ['a missing argument', ['match', 'GET'], "missing required argument 'url'"],
    ['an option without its value', ['start', '--config'], 'argument missing'],
    ['no command', [], 'Usage: margay'],
    ['a header that is none', ['match', 'GET', '/', '--header', 'x'], '--header "x" is not "name: value"'],
  ])('answers %s with 2 and how it is used', (_, args, message) => {
    const { code, err } = margay(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('a start that fails says why, once, without a stack trace, with 1', () => {
  it.each<[string, object | string | null, string]>([
    ['no configuration', null, 'There is no configuration: no ocelot.json in this folder'],
    ['no JSON', '{ "Routes": ', 'ocelot.json'],
    ['a wrong type', { Routes: 7 }, 'Routes'],
    ['an unknown key in Gateway', { Gateway: { Wokers: 2 } }, 'Wokers'],
    ['an unknown scheme', { Routes: [{ ...routeTo(80), DownstreamScheme: 'gopher' }] }, 'gopher'],
    [
      'an admin port open to the network without a secret',
      { Gateway: { Admin: { Host: '0.0.0.0' } } },
      'Gateway.Admin',
    ],
    [
      'a key that cannot be read',
      { Gateway: { Listeners: [{ Port: 0, Tls: { CertificateFile: 'none.crt', KeyFile: 'none.key' } }] } },
      'none.crt',
    ],
  ])('%s', (_, config, message) => {
    if (config !== null) write('ocelot.json', config);
    const { code, err } = margay(['start', '--admin-port', '0']);
    expect(code).toBe(1);
    expect(err).toContain('margay cannot start.');
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });

  it('a bad flag', () => {
    write('ocelot.json', { Routes: [] });
    const { code, err } = margay(['start', '--port', '70000']);
    expect(code).toBe(1);
    expect(err).toContain('--port');
  });

  it('an address that this machine does not have', () => {
    write('ocelot.json', { Routes: [] });
    const { code, out, err } = margay([
      'start',
      '--host',
      '203.0.113.9',
      '--port',
      '9',
      '--admin-port',
      '0',
      '--workers',
      '2',
    ]);
    expect(code).toBe(1);
    expect(err).toBe(
      'margay cannot start. This machine has no address 203.0.113.9 to listen on. Use one of its own addresses, or 0.0.0.0 for all.\n',
    );
    expect(out).not.toContain('another one takes its place');
  });
});

it('names the two ways out on a Node version without a binary', () => {
  write('ocelot.json', { Routes: [] });
  const hook =
    "export const resolve = (name, context, next) => next(name === 'uWebSockets.js' ? './no-binary.js' : name, context)";
  const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hook))})`;
  const { code, err } = margay(['start', '--port', '0', '--admin-port', '0', '--workers', '2'], {
    NODE_OPTIONS: `--import ${dataUrl(register)}`,
  });
  expect(code).toBe(1);
  expect(err).toMatch(
    /^margay cannot start\. uWebSockets\.js has no binary for Node v.*Run Margay on Node 20 or 22, or install .*\n$/,
  );
});

describe('start', () => {
  it('takes ocelot.json of the working folder, MARGAY_CONFIG, then --config', async () => {
    const service = await startService((request, response) => response.end(request.url));
    const config = (name: string) => ({
      Routes: [routeTo(service.port, { UpstreamPathTemplate: '/now', DownstreamPathTemplate: `/${name}` })],
    });
    const variable = write('variable.json', config('variable'));
    const gateway = await startGateway({ config: config('flag'), env: { MARGAY_CONFIG: variable } });
    expect(await (await fetch(`${gateway.url}/now`)).text()).toBe('/flag');
    await gateway.stop();
    await service.close();
    write('ocelot.json', config('here'));
    expect(margay(['routes']).out).toContain('/here');
    expect(margay(['routes'], { MARGAY_CONFIG: variable }).out).toContain('/variable');
  });

  it('sets the same with flags and MARGAY_* variables; flags win', async () => {
    const [variable, flag] = [await freePort(), await freePort()];
    const gateway = await startGateway({
      config: { Routes: [], Gateway: { Workers: 3 } },
      port: flag,
      env: { MARGAY_PORT: String(variable), MARGAY_WORKERS: '2' },
    });
    expect((await gateway.status()).workers.wanted).toBe(2);
    expect((await fetch(`${gateway.url}/x`)).status).toBe(404);
    await gateway.stop();
  });

  it('logs what starts: version, workers, listeners, warnings and what is not active yet', async () => {
    const gateway = await startGateway({
      config: {
        Routes: [routeTo(80, { Prioritty: 2, HttpHandlerOptions: { UseTracing: true } })],
      },
    });
    const lines = gateway.lines();
    expect(lines[0]).toMatchObject({
      msg: 'margay starts',
      version: expect.stringMatching(/^\d/),
      workers: 1,
      listeners: [`http://127.0.0.1:${gateway.port}`],
      routes: 1,
    });
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', path: expect.stringContaining('Prioritty') }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'not active yet: HttpHandlerOptions.UseTracing' }));
    await gateway.stop();
  });

  it('writes readable lines with Logging.Format text', async () => {
    const gateway = await startGateway({ config: { Routes: [], Gateway: { Logging: { Format: 'text' } } } });
    expect(gateway.log()).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}margay starts version=\d/);
    expect(await gateway.stop()).toBe(0);
  });
});

describe('check', () => {
  it('passes a good configuration with 0 and prints every problem of a bad one with 1', () => {
    write('ocelot.json', { Routes: [routeTo(80)] });
    expect(margay(['check'])).toMatchObject({ code: 0, out: expect.stringContaining('1 route') });
    write('ocelot.json', { Routes: [{ ...routeTo(80), UpstreamPathTemplate: 'a', DownstreamPathTemplate: 'b' }] });
    const { code, out } = margay(['check']);
    expect(code).toBe(1);
    expect(out).toContain('Routes[0].UpstreamPathTemplate');
    expect(out).toContain('Routes[0].DownstreamPathTemplate');
  });

  it('says in one line that there is no configuration', () => {
    expect(margay(['check'])).toMatchObject({ code: 1, err: expect.stringContaining('There is no configuration') });
  });
});

describe('routes and match', () => {
  beforeEach(() => {
    write('ocelot.json', {
      Routes: [
        routeTo(81),
        routeTo(82, {
          UpstreamPathTemplate: '/products/{id}',
          DownstreamPathTemplate: '/api/products/{id}',
          UpstreamHttpMethod: ['GET'],
        }),
      ],
    });
  });

  it('prints the routes in the order in which a request chooses', () => {
    const { code, out } = margay(['routes']);
    expect(code).toBe(0);
    const [head, first, second] = out.split('\n');
    expect(head).toMatch(/^PRIORITY +METHODS +HOST +UPSTREAM +DOWNSTREAM/);
    expect(first).toMatch(
      /^1 +GET +any +\/products\/\{id\} +http:\/\/127\.0\.0\.1:82\/api\/products\/\{id\} +Routes\[1\]$/,
    );
    expect(second).toMatch(/^0 +any +any +\/\{everything\} /);
  });

  it('tells which route wins, why, where it goes, and which others match', () => {
    const { code, out } = margay(['match', 'get', 'http://shop.test/products/7?x=1', '--header', 'a: b']);
    expect(code).toBe(0);
    expect(out).toContain('Routes[1] /products/{id}');
    expect(out).toContain('http://127.0.0.1:82/api/products/7?x=1');
    expect(out).toContain('Routes[0] /{everything}: priority 0 is below 1');
  });

  it('answers a request without a route with 1', () => {
    write('ocelot.json', { Routes: [] });
    expect(margay(['match', 'GET', '/x'])).toMatchObject({ code: 1, out: expect.stringContaining('404') });
  });
});

it('prints a JSON Schema', () => {
  const { code, out } = margay(['schema']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ properties: { Routes: expect.anything(), Gateway: expect.anything() } });
});
