import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CachePlan } from '../../../src/shared/policies/cache.js';
import { cachePlan } from '../../support/cache-plan.js';
import { answerTo, open, textOf } from '../../support/http-client.js';
import { settings } from '../../support/plans.js';
import { startServer, type TestServer } from '../../support/server.js';
import { type Service, startService } from '../../support/service.js';
import { until } from '../../support/until.js';

const closers: (() => unknown)[] = [];
/** Answers that the service has not given yet. */
let held: ServerResponse[];
let service: Service;
let calls: number;

beforeEach(async () => {
  held = [];
  calls = 0;
  service = await startService((request, response) => {
    calls++;
    held.push(response);
    request.resume();
  });
  closers.push(() => service.close());
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function cached(more: Partial<CachePlan> = {}, timeout = 90_000, cache = settings().cache): Promise<TestServer> {
  const sketch = { destinations: [service.port], timeout, plan: { cache: cachePlan(more) } };
  const server = await startServer([sketch], settings({}, { cache }));
  closers.push(() => server.drain(100));
  return server;
}

function ask(server: TestServer, headers = {}) {
  const request = open(server.port, 'GET', '/a', headers);
  request.end();
  return { request, answer: answerTo(request).then(async (got) => `${got.statusCode} ${await textOf(got)}`) };
}

/** Requests that have reached the gateway by the time a later one has been answered by the service. */
async function settle(server: TestServer): Promise<void> {
  const before = calls;
  const probe = open(server.port, 'GET', `/probe${Math.random()}`);
  probe.end();
  await until('the probe is at the service', () => calls > before);
  held.pop()!.end();
  await textOf(await answerTo(probe));
  calls--;
}

const burst = async (server: TestServer, count: number) => {
  const leader = ask(server);
  await until('the first call is at the service', () => held.length > 0);
  const rest = Array.from({ length: count - 1 }, () => ask(server));
  await settle(server);
  return { leader, rest, answers: [leader, ...rest].map(({ answer }) => answer) };
};

it('makes one call for a burst', async () => {
  const server = await cached();
  const { answers } = await burst(server, 50);
  held[0]!.end('one');
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['200 one']));
  expect(calls).toBe(1);
});

it('makes a call for each when told so', async () => {
  const server = await cached({ coalesce: 'off' });
  const { answers } = await burst(server, 5);
  expect(calls).toBe(5);
  for (const response of held) response.end('one');
  await Promise.all(answers);
});

it('lets all call at once when the answer is not to be kept', async () => {
  const server = await cached();
  const { answers } = await burst(server, 10);
  held.shift()!.writeHead(500).end('broken');
  await until('all call', () => held.length === 9);
  for (const response of held) response.end('own');
  expect((await Promise.all(answers)).sort()).toEqual([...Array(9).fill('200 own'), '500 broken']);
});

it('lets the next one call when the client of the call goes away', async () => {
  const server = await cached();
  const { leader, rest } = await burst(server, 10);
  leader.answer.catch(() => {});
  leader.request.destroy();
  await until('somebody calls', () => calls === 2);
  await settle(server);
  expect(calls).toBe(2);
  held[1]!.end('second');
  expect(new Set(await Promise.all(rest.map(({ answer }) => answer)))).toEqual(new Set(['200 second']));
});

it('lets the next one call when the answer breaks off', async () => {
  const server = await cached();
  const { leader, rest } = await burst(server, 3);
  leader.answer.catch(() => {});
  held[0]!.writeHead(200, { 'Content-Length': 9 }).write('half', () => held[0]!.destroy());
  await until('somebody calls', () => calls === 2);
  held[1]!.end('whole');
  expect(await Promise.all(rest.map(({ answer }) => answer))).toEqual(['200 whole', '200 whole']);
});

it('drops those who leave while they wait', async () => {
  const server = await cached();
  const { leader, rest } = await burst(server, 3);
  rest[0]!.answer.catch(() => {});
  rest[0]!.request.destroy();
  await settle(server);
  held[0]!.end('one');
  expect([await leader.answer, await rest[1]!.answer]).toEqual(['200 one', '200 one']);
});

it.each(['GET', 'POST'])('lets nobody wait for a %s whose body does not come', async (method) => {
  const server = await cached();
  const slow = open(server.port, method, '/a', { 'Content-Length': '10' });
  slow.on('error', () => {});
  slow.write('x');
  await until('the slow one is at the service', () => calls === 1);
  const other = open(server.port, method, '/a');
  other.end();
  await until('the other one is there, too', () => calls === 2);
  held[1]!.end('own');
  expect(await textOf(await answerTo(other))).toBe('own');
  slow.destroy();
});

it('lets nobody whose body does not come call for those who wait', async () => {
  const server = await cached();
  const leader = ask(server);
  leader.answer.catch(() => {});
  await until('the first call is at the service', () => calls === 1);
  const slow = open(server.port, 'GET', '/a', { 'Content-Length': '10' });
  slow.on('error', () => {});
  slow.write('x');
  await until('the slow one calls for itself', () => calls === 2);
  const last = ask(server);
  await settle(server);
  leader.request.destroy();
  await until('the last one calls', () => calls === 3);
  held[2]!.end('own');
  expect(await last.answer).toBe('200 own');
  slow.destroy();
});

it('holds everybody who waits to the timeout of the route', async () => {
  const server = await cached({}, 1_000);
  const { answers } = await burst(server, 5);
  expect((await Promise.all(answers)).every((answer) => answer.startsWith('503'))).toBe(true);
});

it('gives everybody the variant that is his', async () => {
  const server = await cached();
  const first = ask(server, { 'Accept-Language': 'de' });
  await until('the first call is at the service', () => held.length === 1);
  const others = [ask(server, { 'Accept-Language': 'de' }), ask(server, { 'Accept-Language': 'en' })];
  await settle(server);
  held[0]!.writeHead(200, { Vary: 'Accept-Language' }).end('hallo');
  await until('another language is asked for', () => held.length === 2);
  held[1]!.writeHead(200, { Vary: 'Accept-Language' }).end('hello');
  expect(await Promise.all([first, ...others].map(({ answer }) => answer))).toEqual([
    '200 hallo',
    '200 hallo',
    '200 hello',
  ]);
});

it('does not make the others wait for a client that reads slowly', async () => {
  // More than the sockets on the way hold.
  const size = 24 * 1024 * 1024;
  const server = await cached({}, 90_000, { maxBytes: 2 * size, maxEntryBytes: size });
  const slow = open(server.port, 'GET', '/a');
  slow.end();
  await until('the first call is at the service', () => held.length === 1);
  const other = ask(server);
  await settle(server);
  const begun = answerTo(slow);
  held[0]!.write('x');
  (await begun).pause();
  held[0]!.end('x'.repeat(size - 1));
  expect(await other.answer).toHaveLength('200 '.length + size);
  expect(calls).toBe(1);
  slow.destroy();
});
