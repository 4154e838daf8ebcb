import { expect, it } from 'vitest';
import type { Aggregator } from '../../../src/shared/extensions/aggregator.js';
import { freePort } from '../../support/free-port.js';
import { until } from '../../support/until.js';
import { aggregate, says } from './harness.js';

const text = (body: Uint8Array): string => Buffer.from(body).toString();

async function withAggregator(mine: Aggregator) {
  const members = {
    a: { destinations: [await says('1', 201, { 'X-A': 'a', 'Set-Cookie': ['a=1', 'b=2'] })] },
    b: { destinations: [await freePort()] },
  };
  return aggregate(members, { aggregator: 'mine' }, {}, { mine });
}

it('makes the answer of all answers, failed ones too', async () => {
  const server = await withAggregator((answers, { route }) => {
    const seen = answers.map(({ key, status, headers, body, failure }) => {
      return [key, status, headers.get('x-a'), headers.getSetCookie(), text(body), failure];
    });
    const headers = [
      ['Set-Cookie', 'x=1'],
      ['Set-Cookie', 'y=2'],
      ['X-Mine', 'm'],
      ['Connection', 'close'],
    ] as [string, string][];
    return Response.json([route, seen], { status: 418, headers });
  });
  const answer = await fetch(`${server.url}/all/7`);
  expect([answer.status, answer.headers.get('x-mine'), answer.headers.getSetCookie()]).toEqual([
    418,
    'm',
    ['x=1', 'y=2'],
  ]);
  expect(await answer.json()).toEqual([
    '/all/{id}',
    [
      ['a', 201, 'a', ['a=1', 'b=2'], '1', null],
      ['b', 0, null, [], '', 'ConnectionToDownstreamServiceError'],
    ],
  ]);
});

it.each<[string, Aggregator]>([
  [
    'throws',
    () => {
      throw new Error('mine');
    },
  ],
  ['rejects', () => Promise.reject(new Error('mine'))],
  ['returns something else', () => 'mine' as never],
])('that %s is 500', async (_, mine) => {
  const server = await withAggregator(mine);
  const answer = await fetch(`${server.url}/all/7`);
  expect([answer.status, await answer.text()]).toEqual([500, '']);
  expect(server.log[0]?.fields).toMatchObject({ error: 'AggregatorError' });
});

it('is told when the client leaves', async () => {
  let called = false;
  let aborted = false;
  const server = await withAggregator((_, { signal }) => {
    called = true;
    return new Promise(() =>
      signal.addEventListener('abort', () => {
        aborted = true;
      }),
    );
  });
  const client = new AbortController();
  const answer = fetch(`${server.url}/all/7`, { signal: client.signal }).catch(() => null);
  await until('the aggregator', () => (called ? true : null));
  client.abort();
  await answer;
  await until('the abort', () => (aborted ? true : null));
});

it('of an unknown name does not link', async () => {
  const members = { a: { destinations: [1] }, b: { destinations: [1] } };
  await expect(aggregate(members, { aggregator: 'other' })).rejects.toThrow('no extension has the aggregator other');
});
