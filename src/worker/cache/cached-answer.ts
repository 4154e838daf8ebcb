import type { Freshness } from './http/freshness.js';

/** An answer as it is kept: plain data, so that it can travel between workers and hosts (msgpackr). */
export interface CachedAnswer {
  readonly status: number;
  /** `200 OK`. */
  readonly statusLine: string;
  /** End-to-end field lines, joined by CRLF, without the last one; latin1. */
  readonly fields: string;
  /** -1: the answer to HEAD did not say. */
  readonly contentLength: number;
  readonly body: Buffer;
  /** Time of day, ms since 1970. */
  readonly storedAt: number;
  /** From then on it is of no use; time of day, ms since 1970. */
  readonly expiresAt: number;
  /** Request fields on which the answer depends, in lower case; `null`: none. */
  readonly vary: readonly string[] | null;
  /** By the rules of HTTP; `null`: it is as good as new until it expires. */
  readonly freshness: Freshness | null;
  /** The client's URL, where an unsafe request to it makes the answer useless; else `null`. */
  readonly url: string | null;
}
