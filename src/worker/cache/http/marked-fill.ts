import type { Exchange } from '../../exchange.js';
import type { ResponseHead } from '../../forward/response-head.js';
import { Fill } from '../fill.js';
import type { Flight } from '../flight.js';
import { mark } from './cache-status.js';
import { withoutAge } from './fields.js';
import type { HttpCache } from './http-cache.js';

/** Says in `Cache-Status` why there was a call. */
export class MarkedFill extends Fill {
  readonly #why: string;

  constructor(route: HttpCache, key: string, exchange: Exchange, flight: Flight | null, why: string) {
    super(route, key, exchange, flight);
    this.#why = why;
  }

  override begin(head: ResponseHead): boolean {
    super.begin(head);
    mark(head, this.isKeeping ? `fwd=${this.#why}; stored` : `fwd=${this.#why}`);
    return true;
  }

  protected override fieldsToKeep(fields: string): string {
    return withoutAge(super.fieldsToKeep(fields));
  }
}
