import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerToRow, tokenRows } from '../support/token-rows.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const rows = tokenRows('docs/authentication.md');

let echo: ChildProcess;
let gateway: RunningGateway;

beforeAll(async () => {
  const port = await freePort();
  echo = fork(inRepository('examples/routing/echo.mjs'), [String(port)]);
  await once(echo, 'message');
  const file = readFileSync(inRepository('examples/authentication/ocelot.json'), 'utf8');
  gateway = await startGateway({ config: file.replaceAll('5201', String(port)), workers: 1 });
});

afterAll(async () => {
  await gateway?.stop();
  echo?.disconnect();
});

it('has a table', () => {
  expect(rows.length).toBeGreaterThan(10);
});

it.each(rows)('$line', async (row) => {
  const { said, challenge } = await answerToRow(gateway.port, row);
  expect(said).toBe(row.expected);
  if (said === '401') expect(challenge).toBeDefined();
});
