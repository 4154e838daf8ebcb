import type { BackplanePlan } from '../../shared/backplane/plan.js';
import type { ListenerPlan } from '../../shared/control.js';
import type { RoutePlan, SnapshotSettings } from '../../shared/snapshot.js';
import type { Registry } from '../extensions/registry.js';

/** What the worker's process entry drives: the gateway server of this process. */
export interface GatewayServer {
  /** Connects to what is shared with other workers; comes first, and once. Rejects when the primary cannot be reached. */
  start(backplane: BackplanePlan): Promise<void>;
  /** Collects a new snapshot beside the running one. */
  begin(settings: SnapshotSettings, extensions: Registry): SnapshotReceiver;
  /** Opens the listeners that are not open yet and closes those that are not named. Rejects with a message for the user. */
  listen(listeners: readonly ListenerPlan[]): Promise<void>;
  /** Stops listening, finishes what is in flight, closes WebSockets with the code; resolves when nothing is left or time is up. */
  drain(timeout: number, closeCode: 1001 | 1012): Promise<void>;
}

export interface SnapshotReceiver {
  /** Links some routes; takes a few milliseconds for a few hundred. */
  add(routes: readonly RoutePlan[]): void;
  /** Swaps the new snapshot in, between two requests. */
  commit(): void;
}
