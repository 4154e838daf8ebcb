/** What is said of a user: claim types, compared with regard to case, and their values in order. */
export interface UserClaims {
  /** Empty when there is no such claim. */
  values(type: string): readonly string[];
  entries(): Iterable<readonly [type: string, values: readonly string[]]>;
}

/** Who calls. */
export interface User {
  /** The scheme that succeeded. */
  readonly scheme: string;
  readonly name: string | null;
  readonly claims: UserClaims;
}

/** A user as an extension tells it. */
export interface NewUser {
  readonly scheme?: string;
  readonly name?: string | null;
  readonly claims?: Readonly<Record<string, string | readonly string[]>>;
}
