import type { ExtensionLog } from '../../shared/extensions/extension-log.js';
import type { RequestContext } from '../../shared/extensions/request-context.js';
import type { User } from '../../shared/extensions/user.js';
import { MetadataReader } from '../../shared/metadata/metadata-reader.js';
import { clientAddress } from '../client-address.js';
import type { Exchange } from '../exchange.js';

/** What extensions see of an exchange beside its message. */
export class ExchangeContext implements RequestContext {
  readonly #exchange: Exchange;
  readonly #signal: () => AbortSignal;

  constructor(exchange: Exchange, signal: () => AbortSignal) {
    this.#exchange = exchange;
    this.#signal = signal;
  }

  get route(): string | null {
    return this.#exchange.route?.name ?? null;
  }

  get metadata(): MetadataReader {
    const { route, gateway } = this.#exchange;
    return new MetadataReader(route?.metadata ?? null, gateway.runtime.settings.metadata);
  }

  get user(): User | null {
    return this.#exchange.user;
  }

  get clientAddress(): string {
    return clientAddress(this.#exchange);
  }

  get requestId(): string | null {
    return this.#exchange.requestId;
  }

  get signal(): AbortSignal {
    return this.#signal();
  }

  get log(): ExtensionLog {
    const { gateway, requestId } = this.#exchange;
    const about = { 'request.id': requestId ?? undefined, 'http.route': this.route ?? undefined };
    return {
      info: (message, fields) => gateway.log.info({ ...fields, ...about }, message),
      warn: (message, fields) => gateway.log.warn({ ...fields, ...about }, message),
    };
  }
}
