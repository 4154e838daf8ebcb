import type { MetadataRules } from './metadata-rules.js';
import { numberCulture } from './number-culture.js';
import { parseNumber } from './parse-number.js';

const yes = new Set(['true', 'yes', 'on', 'ok', 'enable', 'enabled', '1']);
const no = new Set(['false', 'no', 'off', 'disable', 'disabled', '0']);

/**
 * Typed readers of a route's metadata. Keys count as they are cased; a missing key and `null` give the fallback.
 * Source: Ocelot, metadata.
 */
export class MetadataReader {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #rules: MetadataRules;

  constructor(values: Readonly<Record<string, unknown>> | null, rules: MetadataRules) {
    this.#values = values ?? {};
    this.#rules = rules;
  }

  has(key: string): boolean {
    return this.#value(key) !== null;
  }

  keys(): readonly string[] {
    return Object.keys(this.#values);
  }

  /** As it was written; what is no text is JSON. */
  string(key: string): string | null;
  string<F>(key: string, fallback: F): string | F;
  string(key: string, fallback: unknown = null): unknown {
    return this.#text(key) ?? fallback;
  }

  /** Anything but true, yes, on, ok, enable, enabled and 1 is false. */
  bool(key: string, fallback = false): boolean {
    const text = this.#text(key);
    return text === null ? fallback : yes.has(text.trim().toLowerCase());
  }

  /** `null`: neither true nor false (false, no, off, disable, disabled, 0). */
  triBool(key: string, fallback: boolean | null = null): boolean | null {
    const text = this.#text(key)?.trim().toLowerCase();
    if (text === undefined) return fallback;
    if (yes.has(text)) return true;
    return no.has(text) ? false : null;
  }

  /** Without empty items. */
  list(key: string, fallback: readonly string[] = []): readonly string[] {
    const value = this.#value(key);
    if (Array.isArray(value)) return value.map(textOf);
    if (value === null) return fallback;
    const { separators, trimCharacters, trimEntries } = this.#rules;
    let items = [textOf(value)];
    for (const separator of separators) if (separator !== '') items = items.flatMap((item) => item.split(separator));
    return items.map((item) => trim(trimEntries ? item.trim() : item, trimCharacters)).filter((item) => item !== '');
  }

  /** By `MetadataOptions.NumberStyle` and `CurrentCulture`. Throws when it is no number. */
  number(key: string): number | null;
  number<F>(key: string, fallback: F): number | F;
  number(key: string, fallback: unknown = null): unknown {
    const value = this.#value(key);
    if (value === null) return fallback;
    if (typeof value === 'number') return value;
    const { numberStyles, culture } = this.#rules;
    const number = parseNumber(textOf(value), numberStyles, numberCulture(culture)!);
    if (number === null) throw new TypeError(`metadata ${key}: ${JSON.stringify(value)} is no number`);
    return number;
  }

  /** What the JSON in the text says, or what stands there as JSON. Throws when it is none. */
  json<T = unknown>(key: string): T | null;
  json<T, F>(key: string, fallback: F): T | F;
  json(key: string, fallback: unknown = null): unknown {
    const value = this.#value(key);
    if (value === null) return fallback;
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch (error) {
      throw new TypeError(`metadata ${key}: ${(error as Error).message}`);
    }
  }

  #value(key: string): unknown {
    return Object.hasOwn(this.#values, key) ? (this.#values[key] ?? null) : null;
  }

  #text(key: string): string | null {
    const value = this.#value(key);
    return value === null ? null : textOf(value);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function trim(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start]!)) start++;
  while (end > start && characters.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
}
