import type { TemplatePart } from '../../shared/path-template.js';

/** How the placeholders of a pattern may be filled. */
export interface Fill {
  /** Fewest characters of each value. */
  readonly least: 0 | 1;
  /** Where the last value may start at the latest, else `Infinity`. */
  readonly lastStart: number;
}

/** Each value has a character at least: the middle of a path, header templates. */
export const FILLED: Fill = { least: 1, lastStart: Number.POSITIVE_INFINITY };
/** Values may be empty. */
export const ANY: Fill = { least: 0, lastStart: Number.POSITIVE_INFINITY };

/**
 * Literals with a value between each two: `v{a}-{b}` is `v`, `-`, ``.
 *
 * Greedy like the regular expressions of Ocelot, the earlier value first: `{a}-{b}` on `x-y-z` gives `x-y` and `z`. Placed
 * from the right, each literal as far right as it goes, which is that choice without trying back: linear in the text.
 */
export class Pattern {
  readonly literals: readonly string[];

  constructor(literals: readonly string[]) {
    this.literals = literals;
  }

  /** `literal` turns text of the template into the form of the texts that will be tested. */
  static of(parts: readonly TemplatePart[], literal: (text: string) => string): Pattern {
    const literals = [''];
    for (const part of parts) {
      if (part.kind === 'placeholder') literals.push('');
      else literals[literals.length - 1] += literal(part.text);
    }
    return new Pattern(literals);
  }

  /** One value and nothing else. */
  get isLone(): boolean {
    return this.literals.length === 2 && this.literals[0] === '' && this.literals[1] === '';
  }

  /** Equal patterns have equal keys. */
  get key(): string {
    return this.literals.join('\0');
  }

  get prefix(): string {
    return this.literals[0] ?? '';
  }

  get suffix(): string {
    return this.literals.at(-1) ?? '';
  }

  /**
   * Whether `text` from `from` to `to` has this pattern. `cuts` receives start and end of each value, the last value first;
   * its content is of use only after `true`.
   */
  fits(text: string, from: number, to: number, fill: Fill, cuts: number[] | null): boolean {
    const { literals } = this;
    const last = literals.length - 1;
    const { prefix, suffix } = this;
    const start = from + prefix.length;
    let end = to - suffix.length;
    if (last === 0) return to - from === prefix.length && text.startsWith(prefix, from);
    if (end < start || !text.startsWith(prefix, from) || !text.startsWith(suffix, end)) return false;
    let valueStart = Math.min(end - fill.least, fill.lastStart);
    for (let index = last - 1; index > 0; index--) {
      const literal = literals[index] ?? '';
      const latest = valueStart - literal.length;
      if (latest < start) return false;
      const at = text.lastIndexOf(literal, latest);
      if (at < start) return false;
      cuts?.push(at + literal.length, end);
      end = at;
      valueStart = end - fill.least;
    }
    cuts?.push(start, end);
    return valueStart >= start;
  }
}
