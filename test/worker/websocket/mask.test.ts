import { expect, it } from 'vitest';
import { writeMask } from '../../../src/worker/websocket/mask.js';

it('gives keys that differ and are not zero, past the end of its pool', () => {
  const mask = Buffer.alloc(4);
  const seen = new Set<number>();
  for (let i = 0; i < 10_000; i++) {
    writeMask(mask);
    expect(mask.readInt32LE(0)).not.toBe(0);
    seen.add(mask.readInt32LE(0));
  }
  expect(seen.size).toBeGreaterThan(9_900);
});
