import { afterEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { headerPlan } from '../../../../src/primary/compile/header-plan.js';
import type { Extensions } from '../../../../src/shared/extensions/extensions.js';
import { type Hook, type HookName, hookNames } from '../../../../src/shared/extensions/hook.js';
import type { SnapshotSettings } from '../../../../src/shared/snapshot.js';
import { open } from '../../../support/http-client.js';
import { type RouteSketch, routePlan, settings } from '../../../support/plans.js';
import { raw } from '../../../support/raw.js';
import { startServer, type TestServer } from '../../../support/server.js';
import { type Echo, type Service, startService } from '../../../support/service.js';
import { until } from '../../../support/until.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function gateway(
  hooks: Extensions['hooks'],
  sketch: RouteSketch,
  plan: SnapshotSettings = settings(),
  more: Extensions = {},
): Promise<TestServer> {
  const extensions = { ...(hooks === undefined ? {} : { hooks }), ...more };
  const server = await startServer([sketch], plan, { extensions });
  closing.push(() => server.drain(0));
  return server;
}

async function service(handler?: Parameters<typeof startService>[0]): Promise<Service> {
  const started = await startService(handler);
  closing.push(() => started.close());
  return started;
}

it('runs the hooks at their places, each around what comes after it', async () => {
  const { port } = await service();
  const said: string[] = [];
  const hooks: Partial<Record<HookName, Hook>> = {};
  for (const name of hookNames) {
    hooks[name] = async (_context, next) => {
      said.push(`${name} in`);
      await next();
      said.push(`${name} out`);
    };
  }
  const { url } = await gateway(hooks, { destinations: [port] });
  expect((await fetch(url)).status).toBe(200);
  expect(said).toEqual([
    ...hookNames.map((name) => `${name} in`),
    ...[...hookNames].reverse().map((name) => `${name} out`),
  ]);
});

it.each([...hookNames])('lets %s change the request, the user and the answer', async (name) => {
  const { port } = await service();
  const hook: Hook = async (context, next) => {
    context.request.setHeader('X-Old', context.request.header('x-OLD') === 'old' ? 'new' : '?');
    context.request.removeHeader('x-gone');
    context.request.query = 'b=2';
    context.user = { name: 'kim', claims: { sub: '7', role: ['a', 'b'] } };
    context.request.setHeader('x-user', `${context.user?.name} ${context.user?.claims.values('role').join()}`);
    await next();
    context.answer!.status = 202;
    context.answer!.headers.set('x-answer', context.route ?? '');
  };
  const { url } = await gateway({ [name]: hook }, { destinations: [port] });
  const response = await fetch(`${url}/a?a=1`, { headers: { 'x-old': 'old', 'x-gone': '1' } });
  const echo = (await response.json()) as Echo;
  expect(echo).toMatchObject({ url: '/a?b=2', headers: { 'x-old': 'new', 'x-user': 'kim a,b' } });
  expect(echo.headers).not.toHaveProperty('x-gone');
  expect([response.status, response.headers.get('x-answer')]).toEqual([202, '/{everything}']);
});

it('lets a hook answer, with the header transforms of the route', async () => {
  const responseHeaders = headerPlan({ 'X-A': '1' }, 'response');
  const { url } = await gateway(
    { PreAuthentication: (context) => context.respond(418, { 'x-own': 'yes' }, 'tea') },
    { destinations: [1], plan: { responseHeaders } },
  );
  const response = await fetch(url, { method: 'POST', body: Buffer.alloc(2_000_000) });
  expect([response.status, await response.text(), response.headers.get('x-own')]).toEqual([418, 'tea', 'yes']);
  expect(response.headers.get('x-a')).toBe('1');
});

it('answers HEAD without the body of a hook', async () => {
  const { port } = await gateway({ PreErrorResponder: (context) => context.respond(200, {}, 'tea') }, {});
  const { text } = await raw(port, 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n(.*\r\n)*\r\n$/);
});

it('lets a hook fail the request', async () => {
  const server = await gateway(
    { PreAuthorization: (context) => context.fail(402, 'has not paid') },
    { destinations: [1] },
    { ...settings(), accessLog: true },
  );
  const response = await fetch(server.url);
  expect([response.status, await response.text()]).toEqual([402, '']);
  expect(server.log[0]?.fields).toMatchObject({ error: 'RefusedByExtensionError', detail: 'has not paid' });
});

it('answers with an empty 200 when a hook does nothing', async () => {
  let asked = 0;
  const { port } = await service((_request, response) => response.end(String(++asked)));
  const { url } = await gateway({ PreAuthentication: () => {} }, { destinations: [port] });
  const response = await fetch(url);
  expect([response.status, await response.text(), asked]).toEqual([200, '', 0]);
});

it('goes on when a hook does not wait for next', async () => {
  const { port } = await service((_request, response) => response.end('served'));
  const { url } = await gateway(
    {
      PreAuthentication: (_context, next) => {
        void next();
      },
    },
    { destinations: [port] },
  );
  expect(await (await fetch(url)).text()).toBe('served');
});

it('lets a hook answer in place of the service after it has answered', async () => {
  const { port } = await service((_request, response) => response.end(Buffer.alloc(5_000_000)));
  const { url } = await gateway(
    {
      PreErrorResponder: async (context, next) => {
        await next();
        context.respond(200, {}, 'instead');
      },
    },
    { destinations: [port] },
  );
  expect(await (await fetch(url)).text()).toBe('instead');
});

it('passes a large body on after hooks have seen the head', async () => {
  const body = Buffer.alloc(20_000_000, 'abc');
  const { port } = await service((_request, response) => response.end(body));
  const { url } = await gateway(
    {
      PreAuthentication: async (_context, next) => {
        await next();
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
    },
    { destinations: [port] },
  );
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(body)).toBe(true);
});

describe('PreErrorResponder', () => {
  it('sees requests without a route and says what the client gets', async () => {
    const { url } = await gateway(
      {
        PreErrorResponder: async (context, next) => {
          await next();
          const { answer } = context;
          if (answer?.failure == null) return;
          answer.headers.set('content-type', 'application/json');
          answer.body = JSON.stringify({ code: answer.failure, status: answer.status, route: context.route });
          answer.status = 410;
        },
      },
      { path: '/only' },
    );
    const response = await fetch(`${url}/other`);
    expect([response.status, response.headers.get('content-type')]).toEqual([410, 'application/json']);
    expect(await response.json()).toEqual({ code: 'UnableToFindDownstreamRouteError', status: 404, route: null });
  });

  it('sees that the service failed, and may answer', async () => {
    const { url } = await gateway(
      {
        PreErrorResponder: async (context, next) => {
          await next();
          if (context.answer?.status === 502) context.respond(200, {}, context.answer.detail ?? '');
        },
      },
      { destinations: [1] },
    );
    expect(await (await fetch(url)).text()).toContain('127.0.0.1:1: ');
  });

  it('sees a timeout', async () => {
    const { port } = await service(() => {});
    const seen: unknown[] = [];
    const { url } = await gateway(
      {
        PreErrorResponder: async (context, next) => {
          await next();
          seen.push(context.answer?.failure);
        },
      },
      { destinations: [port], timeout: 100 },
    );
    expect((await fetch(url)).status).toBe(503);
    expect(seen).toEqual(['RequestTimedOutError']);
  });

  it('leaves the readiness of the worker alone', async () => {
    const { url } = await gateway(
      { PreErrorResponder: (context) => context.respond(404) },
      {},
      { ...settings(), healthPath: '/healthz' },
    );
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

it.each<[string, Hook]>([
  [
    'status',
    async (context, next) => {
      await next();
      context.answer!.status = 7;
    },
  ],
  [
    'body',
    async (context, next) => {
      await next();
      context.respond(200, {}, 7 as never);
    },
  ],
])('fails an answer with a %s that cannot be sent', async (_name, PreErrorResponder) => {
  const { port } = await service();
  const served = await gateway({ PreErrorResponder }, { destinations: [port] });
  expect((await fetch(served.url)).status).toBe(500);
  const failed = await gateway({ PreErrorResponder }, { path: '/only' });
  expect((await fetch(failed.url)).status).toBe(500);
});

it('keeps the answer of a hook when the rest of the way comes to one later', async () => {
  let asked = 0;
  const { port } = await service((_request, response) => response.end(String(++asked)));
  const { url } = await gateway(
    {
      PreAuthentication: async (context, next) => {
        void next();
        context.respond(200, {}, 'first');
        await new Promise((resolve) => setTimeout(resolve, 100));
      },
      PreAuthorization: async (_context, next) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await next();
      },
    },
    { destinations: [port] },
  );
  expect(await (await fetch(url)).text()).toBe('first');
  expect(asked).toBe(0);
});

it('lets a hook say nothing more once the answer is on its way', async () => {
  const body = Buffer.alloc(2_000_000, 'abc');
  let late = (): void => {};
  let end = (): void => {};
  const { port } = await service((_request, response) => {
    response.write(body);
    end = () => void response.end(body);
  });
  const { url } = await gateway(
    {
      PreAuthentication: (context, next) => {
        void next();
        late = () => {
          context.fail(500, 'late');
          context.respond(500);
        };
      },
    },
    { destinations: [port] },
  );
  const response = await fetch(url);
  late();
  end();
  expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 4_000_000]);
});

describe('a hook that', () => {
  it.each<[string, Hook]>([
    ['throws', () => Promise.reject(new Error('broken'))],
    [
      'throws at once',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'throws after next',
      async (_context, next) => {
        await next();
        throw new Error('broken');
      },
    ],
    [
      'calls next twice',
      async (_context, next) => {
        await next();
        await next();
      },
    ],
    ['answers with no status', (context) => context.respond(7)],
    ['sets a header that is none', (context) => context.request.setHeader('a b', 'x')],
    ['sets a header of the gateway', (context) => context.request.setHeader('Content-Length', '1')],
    ['sets a value that is none', (context) => context.request.setHeader('x', 'a\r\nb: c')],
  ])('%s fails the request, and the hooks around it see that', async (_name, hook) => {
    const { port } = await service();
    const seen: unknown[] = [];
    const server = await gateway(
      {
        PreErrorResponder: async (context, next) => {
          await next();
          seen.push(context.answer?.failure);
        },
        PreAuthorization: hook,
      },
      { destinations: [port] },
    );
    expect((await fetch(server.url)).status).toBe(500);
    expect(seen).toEqual(['ExtensionError']);
    expect(server.log[0]?.fields.detail).toMatch(/^hook: /);
  });

  it.each<[string, Hook]>([
    ['never calls next', () => new Promise(() => {})],
    ['never comes back after it', (_context, next) => next().then(() => new Promise(() => {}))],
  ])('%s ends with the timeout of the route', async (_name, hook) => {
    const { port } = await service();
    const { url } = await gateway({ PreAuthentication: hook }, { destinations: [port], timeout: 150 });
    expect((await fetch(url)).status).toBe(503);
  });
});

it('tells a hook that the client has left', async () => {
  let signal: AbortSignal | null = null;
  let answer: unknown;
  const { port: asked } = await service(() => {});
  const server = await gateway(
    {
      PreAuthentication: async (context, next) => {
        signal = context.signal;
        await next();
        answer = context.answer;
      },
    },
    { destinations: [asked] },
  );
  const request = open(server.port, 'GET', '/');
  request.end();
  await until('the hook runs', () => signal !== null);
  request.destroy();
  await until('the hook has come back', () => answer !== undefined);
  expect([signal!.aborted, answer]).toEqual([true, null]);
});

it('takes requests off their way with MapWhen', async () => {
  const { port } = await service((_request, response) => response.end('served'));
  const { url } = await gateway(undefined, { destinations: [port] }, settings(), {
    mapWhen: [
      {
        when: ({ request }) => request.path === '/branch',
        run: (context) => context.respond(200, {}, `branch ${context.request.method}`),
      },
    ],
  });
  expect(await (await fetch(`${url}/branch`)).text()).toBe('branch GET');
  expect(await (await fetch(`${url}/other`)).text()).toBe('served');
});

it('runs on WebSockets, which it may refuse; delegating handlers do not', async () => {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => sockets.once('listening', resolve));
  closing.push(() => new Promise((resolve) => sockets.close(resolve)));
  const { port } = sockets.address() as { port: number };
  const seen: unknown[] = [];
  const server = await gateway(
    {
      PreAuthentication: async (context, next) => {
        if (context.request.path === '/no') return context.respond(403);
        await next();
        seen.push(context.answer);
      },
    },
    { destinations: [port], scheme: 'ws', plan: { delegatingHandlers: ['Broken'] } },
    settings(),
    { delegatingHandlers: { Broken: () => Promise.reject(new Error('broken')) } },
  );
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/yes`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  await until('the hook has come back', () => seen.length === 1);
  socket.terminate();
  expect(seen).toEqual([null]);
  const refused = new WebSocket(`ws://127.0.0.1:${server.port}/no`);
  await expect(new Promise((_, reject) => refused.once('error', reject))).rejects.toThrow('403');
});

it('runs on the members of an aggregate, and once around the whole', async () => {
  const { port } = await service((request, response) => response.end(JSON.stringify(request.headers['x-route'])));
  const said: (string | null)[] = [];
  const member = (key: string) => ({ key, route: routePlan({ path: '/all', to: `/${key}`, destinations: [port] }) });
  const plan = { members: [member('a'), member('b')] };
  const { url } = await gateway(
    {
      PreErrorResponder: async (context, next) => {
        said.push('whole');
        await next();
        context.answer!.status = 203;
      },
      PreAuthentication: async (context, next) => {
        said.push('member');
        context.request.setHeader('x-route', context.route!);
        await next();
      },
    },
    { path: '/all', plan },
  );
  const response = await fetch(`${url}/all`);
  expect([response.status, await response.json()]).toEqual([203, { a: '/all', b: '/all' }]);
  expect(said).toEqual(['whole', 'member', 'member']);
});

it('lets a member be answered and failed by a hook', async () => {
  const member = (key: string) => ({ key, route: routePlan({ path: `/${key}`, destinations: [1] }) });
  const plan = { members: [member('a'), member('b')] };
  let fails = false;
  const { url } = await gateway(
    { PreAuthentication: (context) => (fails ? context.fail(402, 'no') : context.respond(200, {}, '"own"')) },
    { path: '/all', plan },
  );
  expect(await (await fetch(`${url}/all`)).json()).toEqual({ a: 'own', b: 'own' });
  fails = true;
  expect((await fetch(`${url}/all`)).status).toBe(402);
});
