import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Extensions } from '../../src/shared/extensions/extensions.js';
import type { QosPlan } from '../../src/shared/policies/qos.js';
import type { RetryPlan } from '../../src/shared/policies/retry.js';
import { cachePlan } from '../support/cache-plan.js';
import { answerTo, open, textOf } from '../support/http-client.js';
import { type RouteSketch, settings } from '../support/plans.js';
import { startScripted, type Turn } from '../support/scripted-service.js';
import { startServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function scripted(...script: Turn[]) {
  const service = await startScripted(...script);
  closers.push(() => service.close());
  return service;
}

async function gateway(sketch: RouteSketch, extensions: Extensions = {}): Promise<TestServer> {
  const server = await startServer([sketch], settings({}, { cache: { maxBytes: 2 ** 26, maxEntryBytes: 2 ** 25 } }), {
    extensions,
  });
  closers.push(() => server.drain(100));
  return server;
}

function retry(more: Partial<RetryPlan> = {}): RetryPlan {
  const base = { count: 1, methods: ['GET'], statusCodes: [503], backoff: 1, perTryTimeout: null };
  return { ...base, maxBodyBytes: 1024, budgetPercent: 100, ...more };
}

const qos = (timeout: number): QosPlan => ({ timeout, breaker: null });

describe('a stale answer in place of the service’s', () => {
  const size = 8_000_000;
  const stale: Turn = (_request, response) => {
    response.writeHead(200, { 'cache-control': 'max-age=0, stale-if-error=600', etag: '"1"' });
    response.end('x'.repeat(size));
  };
  const fails: Turn = (_request, response) => {
    response.writeHead(500);
    response.write('first');
  };

  it.each<[string, Turn]>([
    ['is slow', 'hang'],
    ['fails', fails],
  ])('gives up the call that %s, however long the client takes', async (_name, turn) => {
    const closed: boolean[] = [];
    const watched: RequestListener = (request, response) => {
      request.socket.once('close', () => closed.push(true));
      if (typeof turn === 'function') turn(request, response);
    };
    const service = await scripted(stale, watched);
    const plan = { cache: cachePlan({ mode: 'http' }) };
    const server = await gateway({ destinations: [service.port], timeout: 200, plan });
    expect((await (await fetch(`${server.url}/a`)).text()).length).toBe(size);
    const call = open(server.port, 'GET', '/a');
    call.end();
    const answer = await answerTo(call);
    answer.pause();
    await until('the call is given up', () => closed.length > 0);
    expect([answer.statusCode, (await textOf(answer)).length]).toEqual([200, size]);
  });
});

describe('a failure that a hook looks at', () => {
  it.each([1, 3])('is not replaced by what becomes of calls that were given up, with %i repetitions', async (count) => {
    const service = await scripted('hang');
    let shown: string | null = null;
    const server = await gateway(
      { destinations: [service.port], timeout: 600, plan: { qos: qos(400), retry: retry({ count }) } },
      {
        hooks: {
          PreErrorResponder: async (context, next) => {
            await next();
            shown = context.answer!.failure;
            await new Promise((resolve) => setTimeout(resolve, 450));
            context.answer!.headers.set('x-seen', 'yes');
          },
        },
      },
    );
    const answer = await fetch(`${server.url}/a`);
    expect([answer.status, answer.headers.get('x-seen'), await answer.text()]).toEqual([503, 'yes', '']);
    expect([shown, service.requests.length]).toEqual(['RequestTimedOutError', 2]);
  });
});

it('times the calls of delegating handlers without the time in which the body arrives', async () => {
  const service = await scripted(200);
  const plan = { qos: qos(700), delegatingHandlers: ['Pass'] };
  const handlers: Extensions['delegatingHandlers'] = { Pass: (sent, next) => next(sent) };
  const server = await gateway({ destinations: [service.port], plan }, { delegatingHandlers: handlers });
  const call = open(server.port, 'POST', '/a');
  const answer = answerTo(call);
  for (let piece = 0; piece < 10; piece++) {
    call.write('x');
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  call.end();
  expect([(await answer).statusCode, service.requests]).toEqual([200, [`POST /a ${'x'.repeat(10)}`]]);
});
