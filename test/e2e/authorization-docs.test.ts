import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, load } from '../primary/config/support.js';
import { type RunningExample, startExample } from '../support/example.js';
import { answerToRow, tokenRows } from '../support/token-rows.js';

it('the configuration on the page has no problem', async () => {
  const page = readFileSync(new URL('../../docs/authorization.md', import.meta.url), 'utf8');
  const [, config = ''] = /```json\n(.*?)```/s.exec(page)!;
  expect(lines((await load(config)).problems)).toEqual([]);
});

describe('examples/authorization', () => {
  const rows = tokenRows('docs/authorization.md');
  let example: RunningExample;

  beforeAll(async () => {
    example = await startExample('authorization');
  });

  afterAll(() => example?.stop());

  it('has a table', () => {
    expect(rows.length).toBe(8);
  });

  it.each(rows)('$line', async (row) => {
    expect((await answerToRow(example.gateway.port, row)).said).toBe(row.expected);
  });
});
