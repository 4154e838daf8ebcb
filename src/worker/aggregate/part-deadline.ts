import type { Deadline, DeadlineQueue } from '../deadlines.js';
import type { Exchange } from '../exchange.js';

/** Until when the whole answer of one call must be there; an exchange's own deadline is for the head. */
export class PartDeadline implements Deadline {
  deadlineAt = 0;
  deadlineQueue: DeadlineQueue | null = null;
  earlier: Deadline | null = null;
  later: Deadline | null = null;
  readonly #call: Exchange;

  constructor(call: Exchange) {
    this.#call = call;
  }

  onDeadline(): void {
    this.#call.fail('timedOut', 'no whole answer within PartTimeout');
  }
}
