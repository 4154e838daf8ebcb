import type { CachedAnswer } from './cached-answer.js';

/** What workers and hosts share of the cache: asked when a worker has no answer of its own. */
export interface SecondLevel {
  /** `null`: it has none. A rejection counts as none. Settles within a bounded time: requests wait for it. */
  get(key: string, region: string, epoch: number): Promise<CachedAnswer | null>;
  /** Later, if there is room. */
  set(key: string, region: string, epoch: number, answer: CachedAnswer): void;
  /** What others keep of a client's URL is useless. */
  invalidate(url: string): void;
  /**
   * Asks who of all workers fetches an answer. A rejection: every worker for itself.
   *
   * @returns the answer; a lock: the asker fetches it; `'taken'`: another one does; `'free'`: it cannot be kept, everybody may
   */
  claim(key: string, region: string, epoch: number): Promise<CachedAnswer | FetchLock | 'taken' | 'free'>;
}

/** The right to fetch an answer for all workers; lost when its worker dies. */
export interface FetchLock {
  /** @param isKept others find the answer in the second level; else they fetch it themselves */
  release(isKept: boolean): void;
}

export function isLock(claimed: CachedAnswer | FetchLock): claimed is FetchLock {
  return 'release' in claimed;
}
