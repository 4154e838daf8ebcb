import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Rows of the tables: a path that is asked for again and again, and the statuses that it answers. */
const rows = [
  ...readFileSync(inRepository('docs/quality-of-service.md'), 'utf8').matchAll(/^\| `GET (\S+)` \| ([\d, ]+) \|$/gm),
].map(([, path, statuses]) => ({ path: path!, statuses: statuses!.split(', ').map(Number) }));

let service: ChildProcess;
let gateway: RunningGateway;

beforeAll(async () => {
  const port = await freePort();
  service = fork(inRepository('examples/quality-of-service/moody.mjs'), [String(port)]);
  await once(service, 'message');
  const config = readFileSync(inRepository('examples/quality-of-service/ocelot.json'), 'utf8')
    .replaceAll('5301', String(port))
    .replaceAll('5302', String(await freePort()));
  gateway = await startGateway({ config, workers: 1 });
});

afterAll(async () => {
  await gateway?.stop();
  service?.disconnect();
});

it('documents every route of the example', () => {
  expect(rows.map(({ path }) => path)).toEqual(['/breaker', '/ratio', '/slow', '/spread', '/retry']);
});

it.each(rows)('GET $path answers $statuses', async ({ path, statuses }) => {
  const answers: number[] = [];
  for (const _ of statuses) answers.push((await fetch(gateway.url + path)).status);
  expect(answers).toEqual(statuses);
});
