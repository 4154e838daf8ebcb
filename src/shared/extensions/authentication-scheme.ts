import type { NewUser } from './user.js';

/** A request that says who sends it, or does not. */
export interface AuthenticationRequest {
  readonly method: string;
  readonly path: string;
  /** Without `?`; undefined when there was none. */
  readonly query: string | undefined;
  /** Empty when nobody knows it. */
  readonly clientAddress: string;
  /** Several lines joined by a comma; `null` when there is none. */
  header(name: string): string | null;
}

/** One way to learn who calls. */
export interface AuthenticationScheme {
  /** `null`: there are no credentials for this scheme, or wrong ones. What throws or rejects fails the request. */
  authenticate(request: AuthenticationRequest): NewUser | null | Promise<NewUser | null>;
  /** For `WWW-Authenticate` of the 401 (RFC 9110, 11.6.1). */
  challenge?(request: AuthenticationRequest): string;
}

/** Named by `Extension` of an entry of `Authentication.Schemes`; gets the name and the `Options` of the entry. */
export type AuthenticationSchemeFactory = (
  name: string,
  options: Readonly<Record<string, unknown>>,
) => AuthenticationScheme;
