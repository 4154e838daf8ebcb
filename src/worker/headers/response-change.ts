import type { HeaderTransformPlan } from '../../shared/snapshot.js';
import type { Exchange } from '../exchange.js';
import { HeaderValue } from './header-value.js';
import type { KnownValues } from './known-values.js';
import { Replacement } from './replacement.js';

/** What happens to one header of an answer. An object serves one answer after the other, each from `begin` to `addition`. */
export class ResponseChange {
  readonly add: HeaderValue | null;
  readonly #name: string;
  readonly #remove: boolean;
  readonly #replace: readonly Replacement[];
  /** Of the answer at hand: what is to be added, `null` for nothing. */
  #added: string | null = null;

  constructor({ name, remove, replace, add }: HeaderTransformPlan, values: KnownValues) {
    this.#name = name;
    this.#remove = remove;
    this.#replace = replace.map((one) => new Replacement(one, values));
    this.add = add === null ? null : new HeaderValue(add, values);
  }

  begin(exchange: Exchange): void {
    this.#added = this.add === null ? null : this.add.fill(exchange);
  }

  /** The value of a line of the service as it goes on; `null`: it does not. */
  line(value: string, exchange: Exchange): string | null {
    if (this.#remove && (this.add === null || this.#added !== null)) return null;
    this.#added = null;
    let changed = value;
    for (const replacement of this.#replace) changed = replacement.apply(changed, exchange);
    return changed;
  }

  /** A line with its CRLF, or nothing. */
  addition(): string {
    return this.#added === null ? '' : `${this.#name}: ${this.#added}\r\n`;
  }
}
