import type { SnapshotSettings } from '../../shared/snapshot.js';
import type { AddressSet } from '../addresses/address-set.js';
import type { DeadlineQueue } from '../deadlines.js';
import type { Registry } from '../extensions/registry.js';
import type { Matcher } from '../match/matcher.js';
import type { RouteRuntime } from './route.js';

/** A linked snapshot: what requests run on. Replaced whole; a request finishes on the one it began with. */
export interface Runtime {
  readonly settings: SnapshotSettings;
  readonly extensions: Registry;
  /** Of requests that have no route. */
  readonly deadlines: DeadlineQueue;
  readonly matcher: Matcher<RouteRuntime>;
  /** `null`: nobody's word about the client counts. */
  readonly trustedProxies: AddressSet | null;
}
