import type {
  AuthenticationSchemeFactory,
  AuthenticationScheme as OwnScheme,
} from '../../shared/extensions/authentication-scheme.js';
import type { NewUser } from '../../shared/extensions/user.js';
import type { ExtensionSchemePlan } from '../../shared/policies/schemes/extension.js';
import { clientAddress } from '../client-address.js';
import type { Exchange } from '../exchange.js';
import { principalOf } from '../extensions/principal-of.js';
import type { Principal } from './principal.js';
import type { AuthenticationScheme } from './scheme.js';

/** A scheme of an extension. What it throws means that it cannot tell who calls. */
export class ExtensionScheme implements AuthenticationScheme {
  readonly name: string;
  readonly #own: OwnScheme;

  constructor({ name, extension, options }: ExtensionSchemePlan, factory: AuthenticationSchemeFactory | undefined) {
    if (factory === undefined) throw new Error(`no extension has the authentication scheme ${extension}`);
    this.name = name;
    this.#own = factory(name, options);
  }

  authenticate(exchange: Exchange): Principal | null | Promise<Principal | null> {
    const user = this.#own.authenticate(requestOf(exchange));
    // Whatever can be awaited, not only this realm's promises.
    if (typeof (user as PromiseLike<unknown> | null)?.then !== 'function')
      return this.#principal(user as NewUser | null);
    return Promise.resolve(user).then((one) => this.#principal(one));
  }

  challenge(exchange: Exchange): string {
    try {
      return this.#own.challenge?.(requestOf(exchange)) ?? 'Extension';
    } catch {
      return 'Extension';
    }
  }

  #principal(user: NewUser | null | undefined): Principal | null {
    return user == null ? null : principalOf({ ...user, scheme: this.name });
  }
}

function requestOf(exchange: Exchange) {
  const { method, path, query } = exchange;
  return {
    ...{ method, path, query, clientAddress: clientAddress(exchange) },
    header: (name: string) => exchange.header(name.toLowerCase()),
  };
}
