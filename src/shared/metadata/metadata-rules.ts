/** `GlobalConfiguration.MetadataOptions` with its defaults: how texts in metadata are read. Plain data. */
export interface MetadataRules {
  /** Between the items of a list. */
  readonly separators: readonly string[];
  /** Characters that are trimmed from each item. */
  readonly trimCharacters: string;
  /** White space is trimmed as well. */
  readonly trimEntries: boolean;
  /** Bits of `numberStyles`. */
  readonly numberStyles: number;
  /** `''`: the invariant one. */
  readonly culture: string;
}
