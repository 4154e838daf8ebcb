/** Calls in flight by key and candidate. What has no call takes no memory. */
export class CallCounts {
  readonly #byKey = new Map<string, Map<string, number>>();

  /** The place of the candidate with the fewest calls, the first of several. */
  least(key: string, candidates: readonly string[]): number {
    const counts = this.#byKey.get(key);
    if (counts === undefined) return 0;
    let best = 0;
    let fewest = Number.POSITIVE_INFINITY;
    for (let place = 0; place < candidates.length; place++) {
      const count = counts.get(candidates[place]!) ?? 0;
      if (count === 0) return place;
      if (count >= fewest) continue;
      fewest = count;
      best = place;
    }
    return best;
  }

  add(key: string, candidate: string): void {
    let counts = this.#byKey.get(key);
    if (counts === undefined) {
      counts = new Map();
      this.#byKey.set(key, counts);
    }
    counts.set(candidate, (counts.get(candidate) ?? 0) + 1);
  }

  /** @returns whether there was one to remove */
  remove(key: string, candidate: string): boolean {
    const counts = this.#byKey.get(key);
    const count = counts?.get(candidate);
    if (counts === undefined || count === undefined) return false;
    if (count > 1) counts.set(candidate, count - 1);
    else {
      counts.delete(candidate);
      if (counts.size === 0) this.#byKey.delete(key);
    }
    return true;
  }

  /** Keys with calls. */
  get size(): number {
    return this.#byKey.size;
  }
}
