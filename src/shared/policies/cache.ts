/** `CacheOptions` of a route that keeps answers. */
export interface CachePlan {
  /** How long an answer is kept, ms; by the rules of HTTP the most that it may ask for. */
  readonly ttl: number;
  /** Entries of one region are cleared together. */
  readonly region: string;
  /** In lower case: the request field whose value is part of the key. */
  readonly header: string;
  /** The request's body is part of the key. */
  readonly hashesBody: boolean;
  readonly mode: 'ocelot' | 'http';
  /** Who waits for a call that is under way. */
  readonly coalesce: 'worker' | 'cluster' | 'off';
  readonly statuses: readonly StatusRange[];
}

/** Statuses from the first to the last one. */
export interface StatusRange {
  readonly first: number;
  readonly last: number;
}

/** `"404"` or `"5xx"`; `null` when the text is neither. */
export function statusRange(text: string): StatusRange | null {
  const [, digits] = /^\s*([1-5](?:xx|[0-9]{2}))\s*$/i.exec(text) ?? [];
  if (digits === undefined) return null;
  const first = Number(digits.toLowerCase().replace('xx', '00'));
  return { first, last: /x/i.test(digits) ? first + 99 : first };
}
