import { afterEach, expect, it, vi } from 'vitest';
import { whenOpen } from '../../../src/worker/websocket/accept.js';
import { closeOf, connect, startFront, startService, stopAll, until } from './harness.js';

afterEach(() => {
  vi.restoreAllMocks();
  stopAll();
});

it('runs no JavaScript between the upgrade and the end of the cork', () => {
  expect(String(whenOpen)).toContain('[native code]');
});

it('loses no session to memory that is given away while it opens', async () => {
  const service = await startService();
  const front = await startFront(service.url, { plan: { idleTimeout: 60_000 } });
  const taken: Buffer[] = [];
  const { setInterval } = globalThis;
  // A session starts its idle timer as it opens. Bytes of this value read as "close" where the response said so.
  vi.spyOn(globalThis, 'setInterval').mockImplementation((...args) => {
    for (let size = 64; size <= 96; size += 8) taken.push(Buffer.allocUnsafeSlow(size).fill(0x10));
    return setInterval(...args);
  });
  for (let i = 0; i < 200; i++) {
    const client = await connect(front.url);
    client.close(1000);
    expect((await closeOf(client))[0]).toBe(1000);
  }
  expect(taken.length).toBeGreaterThanOrEqual(200);
  await until(() => front.log.length === 400);
  expect(new Set(front.log)).toEqual(new Set(['opened', 'closed 1000']));
});
