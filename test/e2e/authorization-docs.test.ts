import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, load } from '../primary/config/support.js';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerToRow, tokenRows } from '../support/token-rows.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

it('the configuration on the page has no problem', async () => {
  const page = readFileSync(inRepository('docs/authorization.md'), 'utf8');
  const [, example = ''] = /```json\n(.*?)```/s.exec(page)!;
  expect(lines((await load(example)).problems)).toEqual([]);
});

describe('examples/authorization', () => {
  const rows = tokenRows('docs/authorization.md');
  let echo: ChildProcess;
  let gateway: RunningGateway;

  beforeAll(async () => {
    const port = await freePort();
    echo = fork(inRepository('examples/routing/echo.mjs'), [String(port)]);
    await once(echo, 'message');
    const file = readFileSync(inRepository('examples/authorization/ocelot.json'), 'utf8');
    gateway = await startGateway({ config: file.replaceAll('5201', String(port)), workers: 1 });
  });

  afterAll(async () => {
    await gateway?.stop();
    echo?.disconnect();
  });

  it('has a table', () => {
    expect(rows.length).toBe(8);
  });

  it.each(rows)('$line', async (row) => {
    expect((await answerToRow(gateway.port, row)).said).toBe(row.expected);
  });
});
