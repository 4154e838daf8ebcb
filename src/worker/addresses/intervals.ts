import type { IpRange } from '../../shared/ip-range.js';

/** From and to, both included. */
export type Interval = readonly [from: bigint, to: bigint];

/** The ranges of one family, sorted, those that touch or overlap put together. */
export function intervals(ranges: readonly IpRange[], family: 4 | 6): Interval[] {
  const sorted = ranges
    .filter((range) => range.family === family)
    .map(({ from, to }): Interval => [from, to])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const merged: Interval[] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last === undefined || from > last[1] + 1n) merged.push([from, to]);
    else if (to > last[1]) merged[merged.length - 1] = [last[0], to];
  }
  return merged;
}

/** What is left of sorted intervals when others, sorted too, are taken out. */
export function subtract(from: readonly Interval[], removed: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  for (const [start, end] of from) {
    let at = start;
    for (const [first, last] of removed) {
      if (last < at) continue;
      if (first > end) break;
      if (first > at) left.push([at, first - 1n]);
      at = last + 1n;
    }
    if (at <= end) left.push([at, end]);
  }
  return left;
}
