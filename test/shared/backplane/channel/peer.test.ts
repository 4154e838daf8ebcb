import { afterEach, expect, it } from 'vitest';
import { ChannelFailure } from '../../../../src/shared/backplane/channel/peer.js';
import { joinedPeers, type Pair } from '../../../support/peers.js';
import { until } from '../../../support/until.js';

let pair: Pair | null = null;

afterEach(async () => {
  await pair?.close();
});

it('answers requests, at once and later', async () => {
  pair = await joinedPeers({
    request: (method, args) => (method === 'later' ? Promise.resolve(['later', ...args]) : [method, ...args]),
  });
  const answers = await Promise.all([pair.left.request('now', [1]), pair.left.request('later', ['x', null])]);
  expect(answers).toEqual([
    ['now', 1],
    ['later', 'x', null],
  ]);
});

it('tells why a request failed', async () => {
  pair = await joinedPeers({
    request: (method) => {
      if (method === 'rejects') return Promise.reject(new Error('no luck'));
      throw new Error(`no method ${method}`);
    },
  });
  await expect(pair.left.request('x', [])).rejects.toThrow(new ChannelFailure('no method x'));
  await expect(pair.left.request('rejects', [])).rejects.toThrow('no luck');
});

it('carries one-way messages in order, and those of one turn in one write', async () => {
  const received: unknown[] = [];
  pair = await joinedPeers({ message: (method, args) => received.push([method, ...args]) });
  let reads = 0;
  pair.sockets[1].on('data', () => {
    reads += 1;
  });
  for (let index = 0; index < 100; index += 1) pair.left.send('m', [index]);
  await until('all are there', () => received.length === 100);
  expect(received).toEqual(Array.from({ length: 100 }, (_, index) => ['m', index]));
  expect(reads).toBe(1);
});

it('gives up waiting, and hands over an answer that comes too late', async () => {
  let answer: (value: unknown) => void = () => {};
  pair = await joinedPeers({ request: () => new Promise((resolve) => (answer = resolve)) }, { timeout: 50 });
  const late: unknown[] = [];
  await expect(pair.left.request('x', [], (...heard) => late.push(heard))).rejects.toThrow('no answer within 50 ms');
  answer('at last');
  await until('it arrives', () => late.length > 0);
  expect(late).toEqual([['at last', true]]);
});

it('is not available after three timeouts in a row, tries one call a second, and comes back with an answer', async () => {
  let stalls = true;
  let served = 0;
  const request = () => {
    served += 1;
    return stalls ? new Promise(() => {}) : 'yes';
  };
  pair = await joinedPeers({ request }, { timeout: 50 });
  const { left } = pair;
  await Promise.allSettled([1, 2, 3].map(() => left.request('x', [])));
  expect(left.available).toBe(false);
  await expect(left.request('x', [])).rejects.toThrow('away');
  expect(served).toBe(3);
  stalls = false;
  await until('it may try again', () => left.available);
  const tried = left.request('x', []);
  expect(left.available).toBe(false);
  expect(await tried).toBe('yes');
  expect(left.available).toBe(true);
});

it('refuses more calls than may be in flight', async () => {
  pair = await joinedPeers({ request: () => new Promise(() => {}) }, { mostInFlight: 2 });
  const { left } = pair;
  const calls = [left.request('x', []), left.request('x', [])];
  expect(left.available).toBe(false);
  await expect(left.request('x', [])).rejects.toThrow(ChannelFailure);
  left.close();
  expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

it('fails what waits when the other side is gone, and tells once', async () => {
  let closed = 0;
  pair = await joinedPeers({ request: () => new Promise(() => {}) }, {}, { closed: () => (closed += 1) });
  const call = pair.left.request('x', []);
  pair.right.close();
  await expect(call).rejects.toThrow('gone');
  await expect(pair.left.request('x', [])).rejects.toThrow(ChannelFailure);
  pair.left.send('x', []);
  pair.left.close();
  expect(closed).toBe(1);
});

it('closes a connection that does not speak the protocol', async () => {
  let closed = false;
  pair = await joinedPeers({ closed: () => (closed = true) });
  pair.sockets[0].write('GET / HTTP/1.1\r\n\r\n');
  await until('it is closed', () => closed);
});
