import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningExample, startExample } from '../support/example.js';
import { answerToRow, tokenRows } from '../support/token-rows.js';

const rows = tokenRows('docs/authentication.md');

let example: RunningExample;

beforeAll(async () => {
  example = await startExample('authentication');
});

afterAll(() => example?.stop());

it('has a table', () => {
  expect(rows.length).toBeGreaterThan(10);
});

it.each(rows)('$line', async (row) => {
  const { said, challenge } = await answerToRow(example.gateway.port, row);
  expect(said).toBe(row.expected);
  if (said === '401') expect(challenge).toBeDefined();
});
