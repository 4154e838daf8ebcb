import { request } from 'node:http';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { AdminServer } from '../../../src/primary/admin/admin-server.js';
import type { AdminSubject } from '../../../src/primary/admin/answer.js';
import type { HostState } from '../../../src/primary/admin/host-state.js';
import { createLog } from '../../../src/shared/log.js';
import { freePort } from '../../support/free-port.js';
import { until } from '../../support/until.js';

let state: HostState;
let port: number;
let running: AdminServer | null = null;
let lines: string[] = [];
let cleared: string[] = [];
let rolledOut: string[] = [];

afterEach(() => {
  running?.close();
  running = null;
  lines = [];
  cleared = [];
  rolledOut = [];
});

async function start(secret: string | null = null, host = '127.0.0.1'): Promise<void> {
  state = {
    draining: false,
    snapshot: 4,
    workers: { ready: 1, wanted: 1 },
    refused: false,
    host: 'h',
    redis: null,
    onFailure: 'local',
    processes: [],
  };
  port = await freePort();
  const log = createLog({ level: 'info', format: 'json' }, 'primary', { write: (line) => lines.push(line) });
  running = new AdminServer({ host, port, secret, subject: subject(), log });
  await running.start();
}

function subject(): AdminSubject {
  return {
    state: () => state,
    hosts: () => Promise.resolve([]),
    rollOut: async (text) => {
      rolledOut.push(text);
      return { status: 409, body: { outcome: 'reverted', hosts: ['h'], refused: [{ host: 'h', reason: 'no' }] } };
    },
    jobs: async () => {
      if (state.redis?.condition === 'away') throw new Error('Redis is away');
      return [];
    },
    clear: async (region) => {
      cleared.push(region);
      return { status: 202, answer: { region, epoch: 7, acknowledged: 1, missing: [{ host: 'h', worker: 2 }] } };
    },
  };
}

interface Answer {
  status: number;
  body: string;
  headers: Record<string, unknown>;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET', content = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    outgoing.on('error', reject);
    outgoing.end(content);
  });
}

const statusOf = async (...question: Parameters<typeof ask>): Promise<number> => (await ask(...question)).status;

it('answers /livez and /readyz', async () => {
  await start();
  expect(await ask('/livez')).toMatchObject({ status: 200, body: '{"status":"ok"}\n' });
  const ready = await ask('/readyz');
  expect(ready.status).toBe(200);
  expect(JSON.parse(ready.body)).toEqual({ status: 'ok', reasons: [], workers: { ready: 1, wanted: 1 }, snapshot: 4 });
  expect(ready.headers['content-type']).toBe('application/json');
});

it('answers /metrics in the text format of Prometheus', async () => {
  await start();
  const { status, headers, body } = await ask('/metrics');
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(body).toContain('# TYPE margay_snapshot gauge\nmargay_snapshot 4\n');
});

it('answers /readyz with 503 while draining, and /livez with 200', async () => {
  await start();
  state = { ...state, draining: true };
  expect(await statusOf('/readyz')).toBe(503);
  expect(await statusOf('/livez')).toBe(200);
});

it('answers HEAD without a body, other methods with 405, other paths with 404', async () => {
  await start();
  expect(await ask('/readyz', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
  expect(await ask('/readyz', {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  expect(await statusOf('/nothing')).toBe(404);
  expect(await statusOf('/toString')).toBe(404);
  expect(await statusOf('/readyz?verbose')).toBe(200);
});

describe('what a browser could send', () => {
  it('is refused with an Origin', async () => {
    await start();
    expect(await statusOf('/livez', { origin: `http://127.0.0.1:${port}` })).toBe(403);
  });

  it.each(['evil.example', 'evil.example:5001', '127.0.0.1.evil.example', '10.1.2.3'])(
    'is refused on loopback with the Host %j',
    async (host) => {
      await start();
      expect(await statusOf('/livez', { host })).toBe(403);
    },
  );

  it.each(['localhost', 'LOCALHOST:9', '127.0.0.1', '[::1]:5001'])('is taken with the Host %j', async (host) => {
    await start();
    expect(await statusOf('/livez', { host })).toBe(200);
  });

  it('may name any address and the machine when the port is open to the network', async () => {
    await start('s', '0.0.0.0');
    expect(await statusOf('/livez', { host: '10.1.2.3:5001' })).toBe(200);
    expect(await statusOf('/livez', { host: hostname() })).toBe(200);
    expect(await statusOf('/livez', { host: 'evil.example' })).toBe(403);
  });
});

describe('with a secret', () => {
  it('needs it for everything but /livez and /readyz', async () => {
    await start('open sesame'.replace(' ', '-'));
    expect(await statusOf('/livez')).toBe(200);
    expect(await statusOf('/readyz')).toBe(200);
    expect(await ask('/status')).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect(await statusOf('/nothing')).toBe(401);
    expect(await statusOf('/status', { authorization: 'Bearer wrong' })).toBe(401);
    expect(await statusOf('/status', { authorization: 'Basic open-sesame' })).toBe(401);
    expect(await statusOf('/status', { authorization: 'Bearer open-sesame' })).toBe(200);
    expect(await statusOf('/status', { authorization: 'bearer open-sesame' })).toBe(200);
  });
});

it('tells about the workers in /status', async () => {
  await start();
  state = { ...state, processes: [{ pid: 12, state: 'ready', snapshot: 4, report: null }] };
  const { body } = await ask('/status');
  expect(JSON.parse(body)).toMatchObject({
    status: 'ok',
    snapshot: 4,
    processes: [{ pid: 12, state: 'ready', snapshot: 4 }],
  });
});

it('starts although the port is held, and opens it once it is free', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  port = (holder.address() as { port: number }).port;
  const log = createLog({ level: 'info', format: 'json' }, 'primary', { write: (line) => lines.push(line) });
  running = new AdminServer({ host: '127.0.0.1', port, secret: null, subject: subject(), log });
  await running.start();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(lines.filter((line) => line.includes('is in use'))).toHaveLength(1);
  await new Promise((resolve) => holder.close(resolve));
  await until('the port is open', () => lines.some((line) => line.includes('admin port is open')));
  expect(await statusOf('/livez')).toBe(200);
});

it('rejects with a message when the address cannot be had', async () => {
  const log = createLog({ level: 'info', format: 'json' }, 'primary', { write: (line) => lines.push(line) });
  const one = new AdminServer({ host: '203.0.113.9', port: 1, secret: null, subject: subject(), log });
  await expect(one.start()).rejects.toThrow('The admin port 203.0.113.9:1 cannot be opened: EADDRNOTAVAIL.');
});

describe('DELETE /outputcache/{region}', () => {
  it('clears the rest of the path, decoded, and tells how it went', async () => {
    await start();
    const answer = await ask('/outputcache/a/b%7Cc%20d?x=1', {}, 'DELETE');
    expect(answer.status).toBe(202);
    expect(JSON.parse(answer.body)).toEqual({
      region: 'a/b|c d',
      epoch: 7,
      acknowledged: 1,
      missing: [{ host: 'h', worker: 2 }],
    });
    expect(cleared).toEqual(['a/b|c d']);
  });

  it('needs the token', async () => {
    await start('s3cret');
    expect(await statusOf('/outputcache/a', {}, 'DELETE')).toBe(401);
    expect(await statusOf('/outputcache/a', { authorization: 'Bearer s3cret' }, 'DELETE')).toBe(202);
    expect(cleared).toEqual(['a']);
  });

  it('refuses another method and what is no region', async () => {
    await start();
    const read = await ask('/outputcache/a');
    expect([read.status, read.headers.allow]).toEqual([405, 'DELETE']);
    expect(await statusOf('/outputcache/', {}, 'DELETE')).toBe(400);
    expect(await statusOf('/outputcache/%zz', {}, 'DELETE')).toBe(400);
    expect(cleared).toEqual([]);
  });
});

describe('POST /rollout', () => {
  it('gives the body on, and tells how it went', async () => {
    await start();
    const answer = await ask('/rollout', {}, 'POST', '{ "Routes": [] }');
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.body)).toMatchObject({ outcome: 'reverted', refused: [{ host: 'h', reason: 'no' }] });
    expect(rolledOut).toEqual(['{ "Routes": [] }']);
  });

  it('needs the token, and another method is refused', async () => {
    await start('s3cret');
    expect(await statusOf('/rollout', {}, 'POST', '{}')).toBe(401);
    expect(await statusOf('/rollout', { authorization: 'Bearer s3cret' })).toBe(405);
    expect(rolledOut).toEqual([]);
  });

  it('takes no more than a configuration can be', async () => {
    await start();
    const length = 16 * 1_024 * 1_024 + 1;
    expect(await statusOf('/rollout', { 'content-length': String(length), expect: '100-continue' }, 'POST', '{}')).toBe(
      413,
    );
    expect(rolledOut).toEqual([]);
  });
});

describe('GET /jobs', () => {
  it('lists them', async () => {
    await start();
    expect(await ask('/jobs')).toMatchObject({ status: 200, body: '{"jobs":[]}\n' });
  });

  it('says so when Redis is away, and needs the token', async () => {
    await start('s3cret');
    expect(await statusOf('/jobs')).toBe(401);
    state = { ...state, redis: { condition: 'away', since: 1, reason: 'x' } };
    const answer = await ask('/jobs', { authorization: 'Bearer s3cret' });
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('Redis is away');
  });
});
