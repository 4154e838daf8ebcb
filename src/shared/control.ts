import type { BackplanePlan } from './backplane/plan.js';
import type { SnapshotSettings } from './snapshot.js';

/**
 * Messages between a primary and its workers, over the channel of `child_process.fork` with `serialization: 'advanced'`.
 *
 * A snapshot travels as one `snapshot.begin`, any number of `snapshot.routes` and one `snapshot.commit`; the worker
 * answers the last with `snapshot.ready`, or at any point with `snapshot.failed`. A `begin` drops what came before it.
 */
export type ToWorker =
  /** The first message: what the worker shares with others. Not an argument of the process, because it holds secrets. */
  | { readonly type: 'start'; readonly backplane: BackplanePlan }
  | { readonly type: 'snapshot.begin'; readonly settings: SnapshotSettings }
  /** `routes`: a msgpackr array of RoutePlan, small enough to be linked in a few milliseconds. */
  | { readonly type: 'snapshot.routes'; readonly id: number; readonly routes: Uint8Array }
  | { readonly type: 'snapshot.commit'; readonly id: number }
  /** Open these listeners (all of them; open ones that are not named are closed). */
  | { readonly type: 'listen'; readonly listeners: readonly ListenerPlan[] }
  /** Stop listening, finish what is in flight, close WebSockets with `closeCode`, exit 0 after `timeout` ms at most. */
  | { readonly type: 'drain'; readonly timeout: number; readonly closeCode: 1001 | 1012 }
  | { readonly type: 'ping'; readonly sequence: number };

export type FromWorker =
  /** The worker's code is loaded; it waits for a snapshot. */
  | { readonly type: 'hello' }
  /** The worker's code cannot run here, `reason` is for the user; the worker exits. */
  | { readonly type: 'start.failed'; readonly reason: string }
  | { readonly type: 'snapshot.ready'; readonly id: number; readonly longestStall: number }
  | { readonly type: 'snapshot.failed'; readonly id: number; readonly reason: string }
  | { readonly type: 'listening' }
  | { readonly type: 'listen.failed'; readonly reason: string }
  | { readonly type: 'pong'; readonly sequence: number };

/** One address the workers listen on. Files are readable by the worker and already checked by the primary. */
export interface ListenerPlan {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsPlan | null;
}

export interface TlsPlan {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly serverNames: readonly ServerNamePlan[];
}

export interface ServerNamePlan {
  /** A host name, or `*.` and a domain. */
  readonly name: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}
