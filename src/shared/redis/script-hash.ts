import { createHash } from 'node:crypto';
import type { RedisScript } from './link.js';

const hashes = new WeakMap<RedisScript, string>();

/** What EVALSHA calls a script; computed once. */
export function scriptHash(script: RedisScript): string {
  let hash = hashes.get(script);
  if (hash === undefined) {
    hash = createHash('sha1').update(script.lua).digest('hex');
    hashes.set(script, hash);
  }
  return hash;
}
