import { type IpRange, parseIpRange } from '../../shared/ip-range.js';
import { readAddress, words } from './address-words.js';
import { type Interval, intervals, subtract } from './intervals.js';

/** Addresses by range, however wide: sorted numbers and a binary search. */
export class AddressSet {
  readonly #v4From: Uint32Array;
  readonly #v4To: Uint32Array;
  /** Four words for each range. */
  readonly #v6From: Uint32Array;
  readonly #v6To: Uint32Array;

  /** @param entries as `parseIpRange` reads them; others are left out @param except taken out of them */
  constructor(entries: readonly string[], except: readonly string[] = []) {
    const ranges = parsed(entries);
    const removed = parsed(except);
    const v4 = subtract(intervals(ranges, 4), intervals(removed, 4));
    const v6 = subtract(intervals(ranges, 6), intervals(removed, 6));
    this.#v4From = Uint32Array.from(v4, ([from]) => Number(from));
    this.#v4To = Uint32Array.from(v4, ([, to]) => Number(to));
    this.#v6From = fourWords(v6.map(([from]) => from));
    this.#v6To = fourWords(v6.map(([, to]) => to));
  }

  get empty(): boolean {
    return this.#v4From.length + this.#v6From.length === 0;
  }

  /** Whether the address is in one of the ranges; `false` for what is no address. */
  has(address: string): boolean {
    const family = readAddress(address);
    if (family === 4) return this.#hasV4(words[3]!);
    return family === 6 && this.#hasV6();
  }

  #hasV4(value: number): boolean {
    let low = 0;
    for (let high = this.#v4From.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (this.#v4From[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return low > 0 && value <= this.#v4To[low - 1]!;
  }

  #hasV6(): boolean {
    let low = 0;
    for (let high = this.#v6From.length / 4; low < high; ) {
      const middle = (low + high) >>> 1;
      if (compare(this.#v6From, middle) <= 0) low = middle + 1;
      else high = middle;
    }
    return low > 0 && compare(this.#v6To, low - 1) >= 0;
  }
}

/** How the range's end stands to the address in `words`: below, equal or above 0. */
function compare(ends: Uint32Array, index: number): number {
  for (let i = 0; i < 4; i++) {
    const difference = ends[index * 4 + i]! - words[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function fourWords(values: readonly Interval[0][]): Uint32Array {
  const result = new Uint32Array(values.length * 4);
  for (const [index, value] of values.entries()) {
    for (let i = 0; i < 4; i++) result[index * 4 + i] = Number((value >> BigInt(96 - 32 * i)) & 0xffffffffn);
  }
  return result;
}

function parsed(entries: readonly string[]): IpRange[] {
  return entries.map(parseIpRange).filter((range) => range !== null);
}
