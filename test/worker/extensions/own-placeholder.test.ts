import { afterEach, expect, it } from 'vitest';
import { headerPlan } from '../../../src/primary/compile/header-plan.js';
import type { Placeholder } from '../../../src/shared/extensions/placeholder.js';
import { settings } from '../../support/plans.js';
import { startServer } from '../../support/server.js';
import { type Echo, startService } from '../../support/service.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function set(Tenant: Placeholder) {
  const service = await startService();
  const names = ['Tenant'];
  const plan = {
    requestHeaders: headerPlan({ 'X-Whole': '{Tenant}', 'X-Part': { Add: 'of {Tenant}' } }, 'request', names),
    responseHeaders: headerPlan({ 'X-Answer': '{Tenant}', 'Content-Type': 'json, {Tenant}' }, 'response', names),
  };
  const placeholders = { Tenant };
  const server = await startServer([{ destinations: [service.port], plan }], settings(), {
    extensions: { placeholders },
  });
  closing.push(
    () => service.close(),
    () => server.drain(0),
  );
  return server;
}

it('fills headers both ways, from the request if it likes', async () => {
  const { url } = await set(({ method, path, header }) => `${method} ${path} ${header('X-Key')}`);
  const response = await fetch(`${url}/a`, { headers: { 'x-key': 'k' } });
  const { headers } = (await response.json()) as Echo;
  expect(headers).toMatchObject({ 'x-whole': 'GET /a k', 'x-part': 'of GET /a k' });
  expect(response.headers.get('x-answer')).toBe('GET /a k');
});

it.each<[string, Placeholder]>([
  ['has no value', () => null],
  ['gives what no header can hold', () => 'a\r\nX-Injected: 1'],
  ['gives no text', () => 7 as unknown as string],
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
])('one that %s adds no header', async (_name, fill) => {
  const { url } = await set(fill);
  const response = await fetch(url);
  const { headers } = (await response.json()) as Echo;
  expect([headers['x-whole'], headers['x-part'], response.headers.get('x-answer')]).toEqual([
    undefined,
    undefined,
    null,
  ]);
});

it('says in the log why one failed', async () => {
  const server = await set(() => {
    throw new Error('broken');
  });
  await fetch(server.url);
  expect(server.log[0]).toMatchObject({ message: 'placeholder {Tenant} of an extension failed' });
  expect(server.log[0]?.fields.detail).toMatch(/^Error: broken/);
});
