import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { until } from '../support/until.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The example's gateway; its service is on a free port. */
async function start(folder: string, script: string, port: number): Promise<[ChildProcess, RunningGateway]> {
  const own = await freePort();
  const service = fork(inRepository(script), [String(own)]);
  await once(service, 'message');
  const text = readFileSync(inRepository(`examples/${folder}/ocelot.json`), 'utf8');
  const config = text
    .replaceAll(String(port), String(own))
    .replaceAll('"./', `"${inRepository(`examples/${folder}`)}/`);
  return [service, await startGateway({ config })];
}

describe('examples/extensions', () => {
  let service: ChildProcess;
  let gateway: RunningGateway;

  beforeAll(async () => {
    const tsc = inRepository('node_modules/typescript/bin/tsc');
    const compiled = spawnSync(process.execPath, [tsc, '-p', inRepository('examples/extensions')], {
      encoding: 'utf8',
    });
    expect(compiled.stdout).toBe('');
    [service, gateway] = await start('extensions', 'examples/routing/echo.mjs', 5201);
  });

  afterAll(async () => {
    await gateway?.stop();
    service?.disconnect();
  });

  it('lets tenants in, and names them in the answer', async () => {
    const response = await fetch(`${gateway.url}/tenants/a`, { headers: { 'X-Tenant': 'green' } });
    expect([response.status, response.headers.get('x-tenant'), await response.text()]).toEqual([
      200,
      'green',
      'GET /a\n',
    ]);
  });

  it('keeps others out', async () => {
    const response = await fetch(`${gateway.url}/tenants/a`, { headers: { 'X-Tenant': 'red' } });
    expect([response.status, await response.text()]).toEqual([403, 'One of blue, green may call.\n']);
  });

  it('writes an audit line for each call of a service', async () => {
    await fetch(`${gateway.url}/tenants/audited`, { headers: { 'X-Tenant': 'blue' } });
    await until('it is written', () => gateway.log().includes('/audited'));
    const line = gateway.lines().find(({ msg, url }) => msg === 'audit' && String(url).endsWith('/audited'));
    expect(line).toMatchObject({ method: 'GET', status: 200, clientAddress: '127.0.0.1' });
  });

  it('gives a failure a body', async () => {
    const response = await fetch(`${gateway.url}/nowhere`);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await response.json()).toMatchObject({ code: 'UnableToFindDownstreamRouteError' });
  });

  it('gives up on a slow service', async () => {
    const response = await fetch(`${gateway.url}/slow`);
    expect([response.status, await response.text()]).toEqual([504, 'Not now.\n']);
  });
});

describe('examples/graphql', () => {
  let service: ChildProcess;
  let gateway: RunningGateway;

  beforeAll(async () => {
    [service, gateway] = await start('graphql', 'examples/graphql/books.mjs', 5301);
  });

  afterAll(async () => {
    await gateway?.stop();
    service?.disconnect();
  });

  const ask = async (question: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(question) });
    return { status: response.status, ...((await response.json()) as object) };
  };

  it('answers a query with what the service has', async () => {
    expect(await ask({ query: '{ books { title author { name } } }' })).toEqual({
      status: 200,
      data: {
        books: [
          { title: 'Emma', author: { name: 'Jane Austen' } },
          { title: 'Persuasion', author: { name: 'Jane Austen' } },
          { title: 'Middlemarch', author: { name: 'George Eliot' } },
        ],
      },
    });
  });

  it('takes variables, and a query in the query string', async () => {
    const query = 'query ($id: ID!) { book(id: $id) { title } }';
    expect(await ask({ query, variables: { id: '3' } })).toMatchObject({ data: { book: { title: 'Middlemarch' } } });
    const search = new URLSearchParams({ query, variables: '{"id":"9"}' });
    expect(await (await fetch(`${gateway.url}/graphql?${search}`)).json()).toEqual({ data: { book: null } });
  });

  it.each([[{}], [{ query: '{ nothing }' }], [{ query: '{' }]])('says what is wrong with %j', async (question) => {
    expect(await ask(question)).toHaveProperty('errors');
  });
});
