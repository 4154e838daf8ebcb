import { randomBytes } from 'node:crypto';
import type { Destination } from '../runtime/destination.js';
import { drawn } from './drawn.js';
import { mix } from './hash-text.js';

/** Random bytes, then six of the time, milliseconds since 1970. */
const size = 16;
const timeAt = 10;
/** How far the clocks of two hosts may be apart, ms. */
const maxSkew = 60_000;

/**
 * A value for the gateway's own cookie. It says by itself where its client belongs, so that clients that never come back, such as
 * robots, take no memory: values are drawn until the hash of one leads to the destination. Nothing about the destination can
 * be read from it.
 *
 * @param now milliseconds since 1970
 * @returns `null` when luck has failed
 */
export function newSessionValue(
  destination: Destination,
  destinations: readonly Destination[],
  now: number,
): string | null {
  const bytes = randomBytes(size);
  bytes.writeUIntBE(now, timeAt, size - timeAt);
  // One of so many fails but once in e^20 times.
  for (let left = 20 * destinations.length; left > 0; left--) {
    if (drawn(hashBytes(bytes), destinations, null) === destination) return bytes.toString('base64url');
    bytes.writeUInt32BE((bytes.readUInt32BE(0) + 1) >>> 0, 0);
  }
  return null;
}

/**
 * Where a value of the gateway's leads; `null` when it is another's, or older than `expiry` ms: whether it has been used since is
 * for the store to know.
 */
export function sessionDestination(
  value: string,
  destinations: readonly Destination[],
  expiry: number,
  now: number,
): Destination | null {
  if (value.length !== 22) return null;
  const bytes = Buffer.from(value, 'base64url');
  if (bytes.length !== size) return null;
  const age = now - bytes.readUIntBE(timeAt, size - timeAt);
  if (age >= expiry || age < -maxSkew) return null;
  return drawn(hashBytes(bytes), destinations, null);
}

function hashBytes(bytes: Buffer): number {
  let hash = 0;
  for (let at = 0; at < size; at += 4) hash = mix(hash ^ bytes.readUInt32BE(at));
  return hash;
}
