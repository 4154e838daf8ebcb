import { expect, it } from 'vitest';
import { encodeSnapshot } from '../../src/primary/workers/encoded-snapshot.js';
import type { FromWorker } from '../../src/shared/control.js';
import type { RoutePlan, SnapshotSettings } from '../../src/shared/snapshot.js';
import { Channel } from '../../src/worker/channel.js';
import type { GatewayServer } from '../../src/worker/server/contract.js';
import { routePlan, settings } from '../support/plans.js';
import { until } from '../support/until.js';

/** Remembers what it is told; a route with the path `/bug` does not link, port 1 cannot be listened on. */
class Recorder implements GatewayServer {
  async start(): Promise<void> {}

  readonly committed: { settings: SnapshotSettings; routes: RoutePlan[] }[] = [];
  /** How many parts came within one turn of the event loop, at most. */
  mostPerTurn = 0;
  drains = 0;
  #thisTurn = 0;

  begin(plan: SnapshotSettings) {
    const routes: RoutePlan[] = [];
    return {
      add: (more: readonly RoutePlan[]) => {
        this.mostPerTurn = Math.max(this.mostPerTurn, ++this.#thisTurn);
        setImmediate(() => {
          this.#thisTurn = 0;
        });
        if (more.some(({ name }) => name === '/bug')) throw new Error('cannot link');
        routes.push(...more);
      },
      commit: () => void this.committed.push({ settings: plan, routes }),
    };
  }

  async listen(listeners: readonly { port: number }[]): Promise<void> {
    if (listeners.some(({ port }) => port === 1)) throw new Error('taken');
  }

  async drain(): Promise<void> {
    this.drains++;
  }
}

function setUp() {
  const server = new Recorder();
  const sent: FromWorker[] = [];
  const exits: number[] = [];
  const channel = new Channel(
    server,
    (message) => sent.push(message),
    (code) => exits.push(code),
  );
  return { server, sent, exits, channel };
}

const snapshot = (id: number, routes: readonly RoutePlan[]) => encodeSnapshot({ ...settings(), id, routes }).messages;

it('commits a snapshot when all of it is there, one part per turn of the event loop', async () => {
  const { server, sent, channel } = setUp();
  const routes = Array.from({ length: 1_000 }, (_, i) => routePlan({ path: `/r${i}` }));
  for (const message of snapshot(3, routes)) channel.receive(message);
  await until('it answers', () => sent.length > 0);
  expect(sent).toEqual([{ type: 'snapshot.ready', id: 3, longestStall: expect.any(Number) }]);
  expect(server.committed).toEqual([{ settings: { ...settings(), id: 3 }, routes }]);
  expect(server.mostPerTurn).toBe(1);
});

it('says why a snapshot failed, skips the rest of it, and takes the next one', async () => {
  const { server, sent, channel } = setUp();
  const routes = Array.from({ length: 500 }, (_, i) => routePlan({ path: i === 0 ? '/bug' : `/r${i}` }));
  for (const message of [...snapshot(1, routes), ...snapshot(2, [])]) channel.receive(message);
  await until('both are answered', () => sent.length === 2);
  expect(sent[0]).toEqual({ type: 'snapshot.failed', id: 1, reason: 'cannot link' });
  expect(sent[1]).toMatchObject({ type: 'snapshot.ready', id: 2 });
  expect(server.committed.map((each) => each.settings.id)).toEqual([2]);
});

it('says which extension of a snapshot cannot be loaded, and takes the next one', async () => {
  const { server, sent, channel } = setUp();
  const begin = { ...settings(), id: 1, routes: [routePlan()], extensions: ['/nowhere/extension.mjs'] };
  for (const message of [...encodeSnapshot(begin).messages, ...snapshot(2, [])]) channel.receive(message);
  await until('both are answered', () => sent.length === 2);
  expect(sent[0]).toMatchObject({ type: 'snapshot.failed', id: 1, reason: expect.stringMatching(/nowhere/) });
  expect(sent[1]).toMatchObject({ type: 'snapshot.ready', id: 2 });
  expect(server.committed.map((each) => each.settings.id)).toEqual([2]);
});

it('drops an unfinished snapshot when another one begins', async () => {
  const { server, sent, channel } = setUp();
  const [begin, part] = snapshot(1, [routePlan({ path: '/old' })]);
  for (const message of [begin!, part!, ...snapshot(2, [routePlan({ path: '/new' })])]) channel.receive(message);
  await until('it answers', () => sent.length > 0);
  expect(server.committed.map(({ routes }) => routes.map(({ name }) => name))).toEqual([['/new']]);
});

it('answers listen and ping', async () => {
  const { sent, channel } = setUp();
  channel.receive({ type: 'ping', sequence: 9 });
  channel.receive({ type: 'listen', listeners: [{ host: 'a', port: 2, tls: null }] });
  channel.receive({ type: 'listen', listeners: [{ host: 'a', port: 1, tls: null }] });
  await until('all are answered', () => sent.length === 3);
  expect(sent).toEqual([
    { type: 'pong', sequence: 9 },
    { type: 'listening' },
    { type: 'listen.failed', reason: 'taken' },
  ]);
});

it('drains once and exits with 0', async () => {
  const { server, exits, channel } = setUp();
  channel.receive({ type: 'drain', timeout: 10, closeCode: 1012 });
  channel.drain(10, 1001);
  await until('it exits', () => exits.length > 0);
  expect(exits).toEqual([0]);
  expect(server.drains).toBe(1);
});
