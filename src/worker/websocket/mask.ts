import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafeSlow(8 * 1024);
let next = pool.length;

/**
 * Fills in a masking key that is not zero.
 *
 * `ws` skips the masking with a zero key, and with it the copy that masking makes. A message of uWebSockets.js is gone
 * after its callback, so once in 2^32 messages a socket that waits would send what is no longer there.
 */
export function writeMask(mask: Buffer): void {
  do {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    mask.writeInt32LE(pool.readInt32LE(next), 0);
    next += 4;
  } while (mask.readInt32LE(0) === 0);
}
