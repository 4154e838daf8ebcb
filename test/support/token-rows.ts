import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answerTo, open, textOf } from './http-client.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A row of a page's table: a request, a field or none, and what the service got, or the status of an answer without one. */
export interface TokenRow {
  readonly line: string;
  readonly method: string;
  readonly target: string;
  readonly field: readonly [name: string, value: string] | null;
  readonly expected: string;
}

/** The requests in the tables of a page. Throws when a row cannot be read. */
export function tokenRows(page: string): TokenRow[] {
  return readFileSync(inRepository(page), 'utf8')
    .split('\n')
    .filter((line) => /^\| `[A-Z]+ \//.test(line))
    .map((line) => {
      const parts = /^\| `([A-Z]+) (\/[^`]*)`(?: `([^`:]+): ([^`]+)`)? \| `([^`]+)` \|$/.exec(line);
      if (parts === null) throw new Error(`${page}: ${line}`);
      const [, method, target, name, value, expected] = parts as unknown as string[];
      const field = name === undefined ? null : ([name, value!] as const);
      return { line, method: method!, target: target!, field, expected: expected! };
    });
}

/** What the gateway on the port answers: the body of a 200, else the status. */
export async function answerToRow(port: number, { method, target, field }: TokenRow) {
  const request = open(port, method, target, field === null ? {} : { [field[0]]: filled(field[1]) });
  request.end();
  const answer = await answerTo(request);
  const text = await textOf(answer);
  const said = answer.statusCode === 200 ? text.trim() : String(answer.statusCode);
  return { said, challenge: answer.headers['www-authenticate'] };
}

/** `{token.mjs …}` is what the script prints. */
function filled(value: string): string {
  return value.replace(/\{token\.mjs ([^}]*)\}/, (_all, argumentsOf: string) =>
    execFileSync(process.execPath, [inRepository('examples/authentication/token.mjs'), ...argumentsOf.split(' ')], {
      encoding: 'utf8',
    }).trim(),
  );
}
