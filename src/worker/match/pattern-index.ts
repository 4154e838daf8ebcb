import type { Pattern } from './pattern.js';

/** Things found by a pattern: first by its fixed beginning, in one lookup per length of beginnings, then one by one. */
export class PatternIndex<V> {
  private readonly byPrefix = new Map<string, PatternEntry<V>[]>();
  private readonly byKey = new Map<string, PatternEntry<V>>();
  private readonly lengths: number[] = [];

  /** The value of the same pattern, made when there is none. */
  obtain(pattern: Pattern, make: () => V): V {
    const known = this.byKey.get(pattern.key);
    if (known !== undefined) return known.value;
    const entry = { pattern, value: make() };
    this.byKey.set(pattern.key, entry);
    const { prefix } = pattern;
    const group = this.byPrefix.get(prefix);
    if (group === undefined) this.byPrefix.set(prefix, [entry]);
    else group.push(entry);
    if (!this.lengths.includes(prefix.length)) this.lengths.push(prefix.length);
    return entry.value;
  }

  /** Every entry whose pattern begins like `text` from `from` to `to`. */
  forEach(text: string, from: number, to: number, visit: (pattern: Pattern, value: V) => void): void {
    for (const length of this.lengths) {
      if (from + length > to) continue;
      const group = this.byPrefix.get(text.slice(from, from + length));
      if (group === undefined) continue;
      for (const entry of group) visit(entry.pattern, entry.value);
    }
  }
}

interface PatternEntry<V> {
  readonly pattern: Pattern;
  readonly value: V;
}
