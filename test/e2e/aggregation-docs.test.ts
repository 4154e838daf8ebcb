import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The rows of the tables: a path, and the body or the status of the answer. */
const rows = [
  ...readFileSync(inRepository('docs/aggregation.md'), 'utf8').matchAll(/^\| `(\/[^`]+)` \| `([^`]+)` \|$/gm),
];

let shop: ChildProcess;
let gateway: RunningGateway;

beforeAll(async () => {
  const port = await freePort();
  shop = fork(inRepository('examples/aggregation/shop.mjs'), [String(port)]);
  await once(shop, 'message');
  const config = readFileSync(inRepository('examples/aggregation/ocelot.json'), 'utf8').replaceAll(
    '5301',
    String(port),
  );
  gateway = await startGateway({ config, workers: 1 });
});

afterAll(async () => {
  await gateway?.stop();
  shop?.disconnect();
});

it('starts without a problem and reads the tables', () => {
  expect(gateway.lines().filter(({ level }) => level !== 'info')).toEqual([]);
  expect(rows).toHaveLength(4);
});

it.each(rows.map(([, path, expected]) => [path!, expected!]))('%s: %s', async (path, expected) => {
  const answer = await fetch(`${gateway.url}${path}`);
  const text = await answer.text();
  expect(answer.status === 200 ? text : String(answer.status)).toBe(expected);
});

it('merges the cookies of the page', async () => {
  expect((await fetch(`${gateway.url}/page/7`)).headers.getSetCookie()).toEqual(['depot=north']);
  expect((await fetch(`${gateway.url}/overview/7`)).headers.getSetCookie()).toEqual([]);
});
