import type { Entry } from './entry.js';

/** Most answers under one key, of one per combination of request fields; the oldest goes first. */
const maxVariants = 32;

interface Variants {
  readonly names: readonly string[];
  readonly keys: string[];
}

/**
 * The answers in a worker's memory, bounded in bytes: the one that was not used for the longest time goes first.
 *
 * ```
 *   key ──▶ entry                     an answer that depends on no request field, or
 *   key ──▶ variants ──▶ key + values ──▶ entry
 * ```
 */
export class AnswerStore {
  /** Of all entries, by their own estimate. */
  bytes = 0;
  #maxBytes: number;
  readonly #entries = new Map<string, Entry>();
  readonly #variants = new Map<string, Variants>();
  readonly #byUrl = new Map<string, Set<Entry>>();
  #newest: Entry | null = null;
  #oldest: Entry | null = null;
  #sweep: IterableIterator<Entry> | null = null;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  set maxBytes(bytes: number) {
    this.#maxBytes = bytes;
    this.#evict();
  }

  /** The entry counts as used. */
  get(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry !== this.#newest) {
      this.#unlink(entry);
      this.#link(entry);
    }
    return entry;
  }

  /** The request fields on which the answers under a key depend; `null`: on none, or there are none. */
  varyOf(key: string): readonly string[] | null {
    return this.#variants.size === 0 ? null : (this.#variants.get(key)?.names ?? null);
  }

  /** In place of what is there under the entry's key. What is larger than the whole store is not taken. */
  put(entry: Entry): void {
    const before = this.#entries.get(entry.key);
    if (before !== undefined) this.delete(before);
    if (entry.base === null) this.#deleteVariants(entry.key);
    else this.#addVariant(entry, entry.base, entry.answer.vary ?? []);
    this.#entries.set(entry.key, entry);
    if (entry.answer.url !== null) this.#addUrl(entry.answer.url, entry);
    this.#link(entry);
    this.bytes += entry.bytes;
    this.#evict();
  }

  delete(entry: Entry): void {
    if (this.#entries.get(entry.key) !== entry) return;
    this.#entries.delete(entry.key);
    this.#unlink(entry);
    this.bytes -= entry.bytes;
    if (entry.answer.url !== null) this.#removeUrl(entry.answer.url, entry);
    if (entry.base === null) return;
    const keys = this.#variants.get(entry.base)?.keys;
    const index = keys === undefined ? -1 : keys.indexOf(entry.key);
    if (index !== -1) keys!.splice(index, 1);
    if (keys?.length === 0) this.#variants.delete(entry.base);
  }

  /** Everything that a URL shows, of whatever route. */
  deleteAll(url: string): void {
    for (const entry of [...(this.#byUrl.get(url) ?? [])]) this.delete(entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#variants.clear();
    this.#byUrl.clear();
    this.#newest = null;
    this.#oldest = null;
    this.#sweep = null;
    this.bytes = 0;
  }

  /** Frees what is of no use among the next so many entries. */
  sweep(count: number, now: number): void {
    for (let visited = 0; visited < count; visited++) {
      this.#sweep ??= this.#entries.values();
      const { value, done } = this.#sweep.next();
      if (done === true) {
        this.#sweep = null;
        return;
      }
      if (value.era.isOver || value.expiresAt <= now) this.delete(value);
    }
  }

  #evict(): void {
    while (this.bytes > this.#maxBytes && this.#oldest !== null) this.delete(this.#oldest);
  }

  #addVariant(entry: Entry, base: string, names: readonly string[]): void {
    const plain = this.#entries.get(base);
    if (plain !== undefined) this.delete(plain);
    if (String(this.#variants.get(base)?.names) !== String(names)) this.#deleteVariants(base);
    const variants = this.#variants.get(base) ?? { names, keys: [] };
    this.#variants.set(base, variants);
    variants.keys.push(entry.key);
    if (variants.keys.length > maxVariants) this.delete(this.#entries.get(variants.keys[0]!)!);
  }

  #deleteVariants(base: string): void {
    for (const key of [...(this.#variants.get(base)?.keys ?? [])]) this.delete(this.#entries.get(key)!);
  }

  #addUrl(url: string, entry: Entry): void {
    const entries = this.#byUrl.get(url);
    if (entries === undefined) this.#byUrl.set(url, new Set([entry]));
    else entries.add(entry);
  }

  #removeUrl(url: string, entry: Entry): void {
    const entries = this.#byUrl.get(url);
    entries?.delete(entry);
    if (entries?.size === 0) this.#byUrl.delete(url);
  }

  #link(entry: Entry): void {
    entry.older = this.#newest;
    entry.newer = null;
    if (this.#newest === null) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry): void {
    if (entry.newer === null) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === null) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    entry.newer = null;
    entry.older = null;
  }
}
