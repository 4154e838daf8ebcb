import { afterEach, expect, it } from 'vitest';
import type { RequestIdPlan } from '../../../src/shared/snapshot.js';
import { settings } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { startRawService } from '../../support/raw-service.js';
import { startServer } from '../../support/server.js';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What the service receives after its host, and the id in the log. */
async function send(requestId: RequestIdPlan | null, sent: string) {
  const service = await startRawService((socket, text) => {
    if (text.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  });
  closers.push(() => service.close());
  const server = await startServer(
    [{ destinations: [service.port], plan: { requestId } }],
    settings({}, { accessLog: true }),
  );
  closers.push(() => server.drain(100));
  const { text } = await raw(server.port, `GET / HTTP/1.1\r\nHost: a.test\r\n${sent}\r\n`);
  expect(text).not.toMatch(/x-id|x-own/i);
  const lines = (service.received[0] ?? '').split('\r\n').slice(2, -2);
  return { lines, logged: server.log.at(-1)?.fields['request.id'] };
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

it.each([
  [{ globalKey: 'x-id', routeKey: null }, 'x-id'],
  [{ globalKey: 'x-id', routeKey: 'x-own' }, 'x-own'],
  [{ globalKey: null, routeKey: 'x-own' }, 'x-own'],
])('a request without an id gets one: %j', async (plan, key) => {
  const { lines, logged } = await send(plan, '');
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^${key}: ${uuid}$`))]);
  expect(lines[0]).toBe(`${key}: ${String(logged)}`);
});

it.each<[RequestIdPlan | null, string, string[], string | undefined]>([
  [{ globalKey: 'x-id', routeKey: null }, 'X-ID: a\r\n', ['x-id: a'], 'a'],
  [{ globalKey: 'x-id', routeKey: 'x-own' }, 'X-Own: a\r\n', ['x-own: a'], 'a'],
  [{ globalKey: 'x-id', routeKey: 'x-own' }, 'X-Id: a\r\n', ['x-id: a', 'x-own: a'], 'a'],
  [{ globalKey: 'x-id', routeKey: 'x-own' }, 'X-Id: a\r\nX-Own: b\r\n', ['x-id: a', 'x-own: b'], 'b'],
  [{ globalKey: 'x-id', routeKey: null }, 'X-Id:\r\n', ['x-id: '], undefined],
  [null, 'RequestId: a\r\n', ['requestid: a'], 'a'],
  [null, 'X-Id: a\r\n', ['x-id: a'], undefined],
  [null, `RequestId: ${'a'.repeat(500)}\r\n`, [`requestid: ${'a'.repeat(500)}`], 'a'.repeat(128)],
])('%j with %j', async (plan, sent, lines, logged) => {
  expect(await send(plan, sent)).toEqual({ lines, logged });
});
