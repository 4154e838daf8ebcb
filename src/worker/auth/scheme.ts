import type { Exchange } from '../exchange.js';
import type { Principal } from './principal.js';

/** One way to learn who calls. Extensions may bring their own. */
export interface AuthenticationScheme {
  readonly name: string;
  /**
   * The user, or `null` when the request has no credentials for this scheme or wrong ones. At once whenever it can: a promise
   * costs the request a turn. Throws `AuthenticationUnavailable` (or rejects with it) when it cannot tell.
   */
  authenticate(exchange: Exchange): Principal | null | Promise<Principal | null>;
  /** For `WWW-Authenticate` of the 401, once no scheme succeeded (RFC 9110, 11.6.1). */
  challenge(exchange: Exchange): string;
}

/** A scheme cannot tell who calls at the moment; the credentials may be good. */
export class AuthenticationUnavailable extends Error {
  override readonly name = 'AuthenticationUnavailable';
}
