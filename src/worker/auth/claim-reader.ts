import type { ClaimExpression } from '../../shared/claim-expression.js';
import type { Exchange } from '../exchange.js';
import type { Principal } from './principal.js';

/** Takes a text out of a user's claims. Source: Ocelot, claims transformation, reading a claim. */
export class ClaimReader {
  readonly #type: string;
  readonly #index: number;
  /** Any of these characters; `null`: the whole value. */
  readonly #delimiter: string | RegExp | null;
  readonly #missing: string;

  constructor({ claimType, index, delimiter }: ClaimExpression) {
    this.#type = claimType;
    this.#index = index;
    this.#delimiter = delimiter === null || delimiter === '' ? null : anyOf(delimiter);
    const part = this.#delimiter === null ? '' : `, delimiter: ${delimiter}, index: ${index}`;
    this.#missing = `Cannot find claim for key: ${claimType}${part}`;
  }

  /** `null`: the request is refused, because the user has no such claim or its value no such part. */
  take(exchange: Exchange): string | null {
    const value = this.read(exchange.user);
    if (value === null) exchange.fail('claimNotFound', this.#missing);
    return value;
  }

  /** Several values are joined by commas. */
  read(user: Principal | null): string | null {
    if (user === null) return null;
    const values = user.claims.values(this.#type);
    if (values.length === 0) return null;
    const text = values.length === 1 ? values[0]! : values.join(',');
    return this.#delimiter === null ? text : (text.split(this.#delimiter)[this.#index] ?? null);
  }
}

function anyOf(characters: string): string | RegExp {
  return characters.length === 1 ? characters : new RegExp(`[${characters.replace(/[\\\]^-]/g, '\\$&')}]`);
}
