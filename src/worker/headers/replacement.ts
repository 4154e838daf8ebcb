import type { HeaderReplacement } from '../../shared/policies/header-transform.js';
import type { Exchange } from '../exchange.js';
import { HeaderValue } from './header-value.js';
import type { KnownValues } from './known-values.js';
import { serviceAddress } from './placeholders.js';

/** Replaces every occurrence of a text in a value, with regard to case. Source: Ocelot, find and replace. */
export class Replacement {
  /** `null`: the address of the service. */
  readonly #find: string | null;
  readonly #text: HeaderValue;

  constructor(plan: HeaderReplacement, values: KnownValues) {
    this.#find = plan.find;
    this.#text = new HeaderValue(plan.replacement, values);
  }

  /** The value stays as it is when the text to put in is not known. */
  apply(value: string, exchange: Exchange): string {
    const find = this.#find ?? serviceAddress(exchange);
    if (find === null || !value.includes(find)) return value;
    const text = this.#text.fill(exchange);
    if (text === null) return value;
    // The address of the service ends with a slash, and so must what stands for it.
    const whole = this.#find === null && !text.endsWith('/') ? `${text}/` : text;
    return value.split(find).join(whole);
  }
}
