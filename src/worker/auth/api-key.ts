import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { ApiKeyPlan } from '../../shared/policies/schemes/api-key.js';
import type { Exchange } from '../exchange.js';
import type { Principal } from './principal.js';
import type { AuthenticationScheme } from './scheme.js';
import { writtenPrincipal } from './written-principal.js';

/** Longest key in characters. */
const maxKey = 4_096;

/** Keys in a header field or in the query. */
export class ApiKey implements AuthenticationScheme {
  readonly name: string;
  readonly #header: string | null;
  readonly #query: string | null;
  /** Keys are found by a digest that nobody outside can foresee, so how long finding takes tells nothing about them. */
  readonly #secret = randomBytes(32);
  readonly #users: ReadonlyMap<string, Principal>;

  constructor({ name, header, query, keys }: ApiKeyPlan) {
    this.name = name;
    this.#header = header;
    this.#query = query;
    this.#users = new Map(
      keys.map((key) => [this.#place(Buffer.from(key.digest, 'hex')), writtenPrincipal(name, key.name, key.claims)]),
    );
  }

  authenticate(exchange: Exchange): Principal | null {
    const key = this.#keyOf(exchange);
    if (key === null || key === '' || key.length > maxKey) return null;
    return this.#users.get(this.#place(createHash('sha256').update(key).digest())) ?? null;
  }

  challenge(): string {
    return 'ApiKey';
  }

  #keyOf(exchange: Exchange): string | null {
    const fromHeader = this.#header === null ? null : exchange.header(this.#header);
    if (fromHeader !== null || this.#query === null || exchange.query === undefined) return fromHeader;
    const [first = null, ...more] = new URLSearchParams(exchange.query).getAll(this.#query);
    return more.length === 0 ? first : null;
  }

  #place(digest: Buffer): string {
    return createHmac('sha256', this.#secret).update(digest).digest('base64');
  }
}
