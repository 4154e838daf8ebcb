const none: readonly string[] = [];

/** What is said of a user: claim types, compared with regard to case, and their values in order. Never changed. */
export class Claims {
  readonly #byType: ReadonlyMap<string, readonly string[]>;

  constructor(byType: ReadonlyMap<string, readonly string[]>) {
    this.#byType = byType;
  }

  /** Empty when there is no such claim. */
  values(type: string): readonly string[] {
    return this.#byType.get(type) ?? none;
  }

  /** The same claims with these values of one type. */
  with(type: string, values: readonly string[]): Claims {
    return new Claims(new Map(this.#byType).set(type, values));
  }

  entries(): Iterable<readonly [type: string, values: readonly string[]]> {
    return this.#byType;
  }
}
