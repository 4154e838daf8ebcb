import { freePort as freePortOf } from '../../src/primary/free-port.js';

/** A port of 127.0.0.1 on which nothing listens just now. */
export function freePort(): Promise<number> {
  return freePortOf('127.0.0.1');
}
