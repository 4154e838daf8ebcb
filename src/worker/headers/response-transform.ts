import type { HeaderTransformPlan } from '../../shared/snapshot.js';
import type { Exchange } from '../exchange.js';
import type { KnownValues } from './known-values.js';
import { ResponseChange } from './response-change.js';

/** Changes the headers of a route's answers: names without regard to case, every line of a name. */
export class ResponseTransform {
  readonly #changes = new Map<string, ResponseChange>();
  readonly #adding: readonly ResponseChange[];
  /** A bit per length of a name (modulo 32): most lines need no closer look. */
  readonly #lengths: number;

  constructor(plans: readonly HeaderTransformPlan[], values: KnownValues) {
    let lengths = 0;
    for (const plan of plans) {
      this.#changes.set(plan.name.toLowerCase(), new ResponseChange(plan, values));
      lengths |= 1 << (plan.name.length & 31);
    }
    this.#lengths = lengths;
    this.#adding = [...this.#changes.values()].filter(({ add }) => add !== null);
  }

  /** @param fields lines as the service wrote them, joined by CRLF, without the last one; latin1, as is the result */
  apply(fields: string, exchange: Exchange): string {
    let kept = 0;
    let changed = '';
    for (const change of this.#adding) change.begin(exchange);
    for (let start = 0; start < fields.length; ) {
      const found = fields.indexOf('\r\n', start);
      const end = found === -1 ? fields.length : found;
      const colon = fields.indexOf(':', start);
      const change = this.#changeFor(fields, start, colon);
      if (change !== undefined) {
        const value = fields.slice(colon + 1, end).trim();
        const next = change.line(value, exchange);
        if (next !== value) {
          changed += fields.slice(kept, start);
          if (next !== null) changed += `${fields.slice(start, colon)}: ${next}\r\n`;
          kept = end + 2;
        }
      }
      start = end + 2;
    }
    if (kept < fields.length) changed += kept === 0 ? `${fields}\r\n` : `${fields.slice(kept)}\r\n`;
    for (const change of this.#adding) changed += change.addition();
    return changed.slice(0, -2);
  }

  #changeFor(fields: string, start: number, colon: number): ResponseChange | undefined {
    if ((this.#lengths & (1 << ((colon - start) & 31))) === 0) return undefined;
    return this.#changes.get(fields.slice(start, colon).toLowerCase());
  }
}
