import type { ListenerPlan } from '../../shared/control.js';
import type { EncodedSnapshot } from './encoded-snapshot.js';

/** What every worker should run. Replaced whole; a worker that differs is brought to it. */
export interface Target {
  readonly snapshot: EncodedSnapshot;
  readonly listeners: readonly ListenerPlan[];
}
