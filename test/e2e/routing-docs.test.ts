import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningExample, startExample } from '../support/example.js';
import { answerTo, open, textOf } from '../support/http-client.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

interface Documented {
  readonly section: string;
  readonly method: string;
  readonly target: string;
  readonly fields: Readonly<Record<string, string>>;
  /** What the service got, or the status of an answer without a service. */
  readonly expected: string;
}

/** The rows of the tables: a request line, header fields, and what becomes of it. */
function documented(): Documented[] {
  let section = '';
  const rows: Documented[] = [];
  for (const line of readFileSync(inRepository('docs/routing.md'), 'utf8').split('\n')) {
    if (line.startsWith('## ')) section = line.slice(3);
    const [, method, target, fields, expected] =
      /^\| `([A-Z]+) (\/[^`]*)`((?: `[^`]+`)*) \| `?([^`|]+)`? \|$/.exec(line) ?? [];
    if (method === undefined) continue;
    const pairs = [...fields!.matchAll(/`([^:`]+): ([^`]+)`/g)].map(([, name, value]) => [name, value]);
    rows.push({ section, method, target: target!, fields: Object.fromEntries(pairs), expected: expected!.trim() });
  }
  return rows;
}

const rows = documented();
let example: RunningExample;

beforeAll(async () => {
  example = await startExample('routing');
});

afterAll(() => example?.stop());

it('reads every row of the tables', () => {
  const lines = readFileSync(inRepository('docs/routing.md'), 'utf8').split('\n');
  expect(rows).toHaveLength(lines.filter((line) => /^\| `[A-Z]+ \//.test(line)).length);
  expect(rows.length).toBeGreaterThan(45);
});

describe.each([...new Set(rows.map(({ section }) => section))])('%s', (section) => {
  it.each(rows.filter((row) => row.section === section))(
    '$method $target $fields: $expected',
    async ({ method, target, fields, expected }) => {
      const request = open(example.gateway.port, method, target, fields);
      request.end();
      const answer = await answerTo(request);
      const text = await textOf(answer);
      expect(answer.statusCode === 200 ? text.trim() : String(answer.statusCode)).toBe(expected);
    },
  );
});
