import type { BodyTap } from '../../forward/body-tap.js';
import type { ResponseHead } from '../../forward/response-head.js';
import type { AnswerCache } from '../answer-cache.js';
import { mark } from './cache-status.js';

/** A request that goes past the cache. What it may have changed at the service is not used any more (RFC 9111, 4.4). */
export class Passage implements BodyTap {
  readonly isUrgent = false;
  readonly #why: string;
  readonly #cache: AnswerCache;
  /** The URL that it may change; `null`: it changes nothing. */
  readonly #changes: string | null;

  constructor(why: string, cache: AnswerCache, changes: string | null) {
    this.#why = why;
    this.#cache = cache;
    this.#changes = changes;
  }

  begin(head: ResponseHead): boolean {
    if (this.#changes !== null && head.status >= 200 && head.status < 400) this.#cache.invalidate(this.#changes);
    mark(head, `fwd=${this.#why}`);
    return true;
  }

  push(): void {}

  onFailure(): boolean {
    return false;
  }

  end(): void {}
}
