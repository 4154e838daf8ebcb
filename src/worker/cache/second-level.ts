import type { CachedAnswer } from './cached-answer.js';

/** What workers and hosts share of the cache: asked when a worker has no answer of its own. */
export interface SecondLevel {
  /** `null`: it has none. A rejection counts as none. Settles within a bounded time: requests wait for it. */
  get(key: string, region: string, epoch: number): Promise<CachedAnswer | null>;
  set(key: string, region: string, epoch: number, answer: CachedAnswer): void;
}
