/** Candidates that one session is bound to at most: one for each group of routes that share it. */
export const maxBindings = 4;

interface Session {
  /** The latest one first. */
  bound: string[];
  expiresAt: number;
}

/** Sessions of sticky balancers in memory. Of too many, the one that was used least recently is forgotten. */
export class MemorySessions {
  /** In the order of their last use. */
  readonly #byKey = new Map<string, Session>();
  readonly #now: () => number;
  readonly #most: number;

  /**
   * @param now milliseconds, from any beginning
   * @param most sessions kept
   */
  constructor(now: () => number, most: number) {
    this.#now = now;
    this.#most = most;
  }

  get size(): number {
    return this.#byKey.size;
  }

  find(key: string, candidates: readonly string[], expiry: number): number {
    const session = this.#take(key);
    if (session === null) return -1;
    this.#put(key, session, expiry);
    return boundPlace(session.bound, candidates);
  }

  bind(key: string, candidates: readonly string[], place: number, expiry: number): number {
    const session = this.#take(key) ?? { bound: [], expiresAt: 0 };
    const known = boundPlace(session.bound, candidates);
    if (known === -1) session.bound = [candidates[place]!, ...session.bound.slice(0, maxBindings - 1)];
    this.#put(key, session, expiry);
    return known === -1 ? place : known;
  }

  #take(key: string): Session | null {
    const session = this.#byKey.get(key);
    if (session === undefined) return null;
    this.#byKey.delete(key);
    return session.expiresAt > this.#now() ? session : null;
  }

  #put(key: string, session: Session, expiry: number): void {
    session.expiresAt = this.#now() + expiry;
    if (this.#byKey.size >= this.#most) {
      const [oldest] = this.#byKey.keys();
      if (oldest !== undefined) this.#byKey.delete(oldest);
    }
    this.#byKey.set(key, session);
  }
}

function boundPlace(bound: readonly string[], candidates: readonly string[]): number {
  for (const name of bound) {
    const place = candidates.indexOf(name);
    if (place !== -1) return place;
  }
  return -1;
}
