import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningExample, startExample } from '../support/example.js';
import { answerTo, open, textOf } from '../support/http-client.js';
import { until } from '../support/until.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The rows of the tables: a request line, header fields, and the statuses of so many requests. */
const rows = readFileSync(inRepository('docs/rate-limiting.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, method, path, fields, statuses] =
      /^\| `([A-Z]+) (\/[^`]*)`((?: `[^`]+`)*) \| ([\d, ]+) \|$/.exec(line) ?? [];
    if (method === undefined) return [];
    const pairs = [...fields!.matchAll(/`([^:`]+): ([^`]+)`/g)].map(([, name, value]) => [name, value]);
    return [{ method, path: path!, fields: Object.fromEntries(pairs), statuses: statuses!.split(', ').map(Number) }];
  });

let example: RunningExample;

beforeAll(async () => {
  // A slow machine must not see the end of a window.
  const longer = (config: string): string => config.replaceAll('"1m"', '"30m"').replaceAll('"5m"', '"60m"');
  example = await startExample('rate-limiting', longer);
});

afterAll(() => example?.stop());

async function ask(method: string, path: string, fields: Record<string, string> = {}) {
  const request = open(example.gateway.port, method, path, fields);
  request.end();
  const answer = await answerTo(request);
  return { status: answer.statusCode, headers: answer.headers, body: await textOf(answer) };
}

it('the tables say what happens', async () => {
  expect(rows.length).toBe(12);
  for (const { method, path, fields, statuses } of rows) {
    for (const status of statuses)
      expect([method, path, (await ask(method, path, fields)).status]).toEqual([method, path, status]);
  }
});

it('a refusal has the text and the status of the route', async () => {
  const refused = await until('refused', async () => {
    const answer = await ask('GET', '/login');
    return answer.status === 403 ? answer : null;
  });
  expect(refused.body).toBe('{"error":"only 2 attempts in 30m"}');
  expect(refused.headers['content-type']).toBeUndefined();
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000);
});

it('the fields of the draft are there', async () => {
  const { headers } = await ask('GET', '/search', { 'Oc-Client': 'draft' });
  expect(headers['ratelimit-policy']).toBe('"default";q=2;w=1800');
  expect(headers.ratelimit).toMatch(/^"default";r=1;t=\d+$/);
});

it('one call is in flight at a time, and its place is free afterwards', async () => {
  const answers = await Promise.all([ask('GET', '/slow'), ask('GET', '/slow')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 429]);
  expect((await ask('GET', '/slow')).status).toBe(200);
});
