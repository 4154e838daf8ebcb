import type { NewUser } from './user.js';

export interface AuthenticationRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string | undefined;
  readonly clientAddress: string;
  header(name: string): string | null;
}

/** @returns the user; `null`: not this scheme's, or not to be believed */
export type Authenticate = (request: AuthenticationRequest) => NewUser | null | Promise<NewUser | null>;

/** Named by `Type` of an entry of `Authentication.Schemes`; gets the name and the options of the entry. */
export type AuthenticationSchemeFactory = (
  name: string,
  options: Readonly<Record<string, unknown>>,
) => Authenticate | Promise<Authenticate>;
