import { Packr } from 'msgpackr';
import type { RoutePlan } from './snapshot.js';

// Records: the keys of equal shapes are written once per part, and read by generated code.
const codec = new Packr({ useRecords: true });

/** Some routes of a snapshot as they travel to the workers. */
export function encodeRoutes(routes: readonly RoutePlan[]): Uint8Array {
  return codec.pack(routes);
}

/** The routes of one `snapshot.routes` message. */
export function decodeRoutes(bytes: Uint8Array): RoutePlan[] {
  return codec.unpack(bytes) as RoutePlan[];
}
