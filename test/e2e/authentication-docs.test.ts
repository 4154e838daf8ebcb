import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerTo, open, textOf } from '../support/http-client.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const lines = readFileSync(inRepository('docs/authentication.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| `[A-Z]+ \//.test(line));

/** Method, target, a field or none, and what the service got, or the status of an answer without a service. */
const rows = lines.map((line) => /^\| `([A-Z]+) (\/[^`]*)`(?: `([^`:]+): ([^`]+)`)? \| `([^`]+)` \|$/.exec(line)!);

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
  expect(rows.filter((row) => row === null)).toEqual([]);
  expect(rows.length).toBeGreaterThan(10);
});

it.each(rows.map(([line, ...parts]) => [line, parts] as const))('%s', async (_line, parts) => {
  const [method, target, name, value, expected] = parts as string[];
  const request = open(gateway.port, method!, target!, name === undefined ? {} : { [name]: filled(value!) });
  request.end();
  const answer = await answerTo(request);
  const text = await textOf(answer);
  expect(answer.statusCode === 200 ? text.trim() : String(answer.statusCode)).toBe(expected);
  if (answer.statusCode === 401) expect(answer.headers['www-authenticate']).toBeDefined();
});

/** `{token.mjs …}` is what the script prints. */
function filled(value: string): string {
  return value.replace(/\{token\.mjs ([^}]*)\}/, (_all, argumentsOf: string) =>
    execFileSync(process.execPath, [inRepository('examples/authentication/token.mjs'), ...argumentsOf.split(' ')], {
      encoding: 'utf8',
    }).trim(),
  );
}
