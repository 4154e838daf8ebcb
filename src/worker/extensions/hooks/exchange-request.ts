import type { HookRequest } from '../../../shared/extensions/hook.js';
import { isHeaderName, isOwnHeader } from '../../../shared/policies/header-names.js';
import { holdsInvalidCharacter } from '../../../shared/policies/header-text.js';
import type { Exchange } from '../../exchange.js';

/** RFC 9112, 3.2: what cannot stand in a query. */
const invalidQuery = /[^\x21\x22\x24-\x7e]/;

/** The request of an exchange as hooks see it. */
export class ExchangeRequest implements HookRequest {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  get method(): string {
    return this.#exchange.method;
  }

  get path(): string {
    return this.#exchange.path;
  }

  get query(): string | undefined {
    return this.#exchange.query;
  }

  set query(query: string | undefined) {
    if (query !== undefined && invalidQuery.test(query)) throw new TypeError('a query holds encoded characters only');
    this.#exchange.query = query;
  }

  get host(): string {
    return this.#exchange.host;
  }

  header(name: string): string | null {
    return this.#exchange.header(name.toLowerCase());
  }

  setHeader(name: string, value: string): void {
    if (!isHeaderName(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a header`);
    if (isOwnHeader(name, 'request')) throw new TypeError(`${name} is the gateway's own`);
    if (holdsInvalidCharacter(value))
      throw new TypeError(`the value for ${name} holds a character that no header can hold`);
    this.#exchange.setHeader(name.toLowerCase(), value);
  }

  removeHeader(name: string): void {
    this.#exchange.removeHeader(name.toLowerCase());
  }
}
