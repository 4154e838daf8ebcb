import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerTo, open, textOf } from '../support/http-client.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The rows of the table: method, path, fields (`body` is the body), and the answer. */
const rows = [
  ...readFileSync(inRepository('docs/caching.md'), 'utf8').matchAll(
    /^\| `([A-Z]+) (\/[^`]*)`((?: `[^`]+`)*) \| `([^`]+)` \|$/gm,
  ),
].map(([, method, path, fields, expected]) => {
  const pairs = [...fields!.matchAll(/`([^:`]+): ([^`]+)`/g)].map(([, name, value]) => [name, value]);
  const { body, ...headers } = Object.fromEntries(pairs) as Record<string, string>;
  return { method: method!, path: path!, headers, body, expected: expected! };
});

let counter: ChildProcess;
let gateway: RunningGateway;

beforeAll(async () => {
  const port = await freePort();
  counter = fork(inRepository('examples/caching/counter.mjs'), [String(port)]);
  await once(counter, 'message');
  const config = readFileSync(inRepository('examples/caching/ocelot.json'), 'utf8').replaceAll('5211', String(port));
  gateway = await startGateway({ config, workers: 1 });
});

afterAll(async () => {
  await gateway?.stop();
  counter?.disconnect();
});

it('answers from the top to the bottom of the table as it says', async () => {
  expect(rows.length).toBeGreaterThan(15);
  const answers: string[] = [];
  for (const { method, path, headers, body } of rows) {
    const length = body === undefined ? {} : { 'Content-Length': body.length };
    const request = open(gateway.port, method, path, { ...headers, ...length });
    request.end(body);
    const answer = await answerTo(request);
    const text = await textOf(answer);
    answers.push(answer.statusCode === 200 ? text.trim() : String(answer.statusCode));
  }
  expect(answers).toEqual(rows.map(({ expected }) => expected));
});
