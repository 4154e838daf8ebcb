import { LRUCache } from 'lru-cache';
import { flatString } from '../../shared/flat-string.js';
import type { Principal } from './principal.js';
import { AuthenticationUnavailable } from './scheme.js';

/** What a check of credentials found. */
export interface Verdict {
  readonly principal: Principal | null;
  /** Milliseconds since 1970 until which the same credentials get the same verdict; 0: not once more. */
  readonly until: number;
}

/** Milliseconds for which credentials that were refused are refused without another look. */
export const refusedFor = 10_000;

export const refused: Verdict = { principal: null, until: 0 };

const maxUsers = 10_000;
/** Characters of credentials and claims. */
const maxUsersSize = 32 * 1024 * 1024;
const maxRefused = 1_000;
const maxRefusedSize = 1024 * 1024;
const maxPending = 1_000;

/**
 * What was found of credentials lately, so that a check that takes time is done once: bounded, and wrong credentials never
 * push out good ones. Requests that bring the same credentials meanwhile wait for the same check.
 */
export class Verified {
  readonly #users = new LRUCache<string, Verdict>({ max: maxUsers, maxSize: maxUsersSize });
  readonly #refused = new LRUCache<string, Verdict>({ max: maxRefused, maxSize: maxRefusedSize });
  readonly #pending = new Map<string, Promise<Principal | null>>();
  /** Grows whenever everything is forgotten. */
  #generation = 0;
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#users.size + this.#refused.size;
  }

  /** `undefined`: not known. */
  get(credentials: string): Principal | null | undefined {
    const known = this.#users.get(credentials) ?? this.#refused.get(credentials);
    return known !== undefined && known.until > this.#now() ? known.principal : undefined;
  }

  keep(credentials: string, verdict: Verdict): void {
    if (verdict.until <= this.#now()) return;
    const { principal } = verdict;
    const key = flatString(credentials);
    if (principal === null) this.#refused.set(key, verdict, { size: Math.max(1, key.length) });
    else this.#users.set(key, verdict, { size: key.length + sizeOf(principal) });
  }

  check(credentials: string, verify: () => Promise<Verdict>): Promise<Principal | null> {
    const pending = this.#pending.get(credentials);
    if (pending !== undefined) return pending;
    if (this.#pending.size >= maxPending)
      throw new AuthenticationUnavailable('too many credentials wait for their check');
    const generation = this.#generation;
    const check = verify()
      .then((verdict) => {
        if (generation === this.#generation) this.keep(credentials, verdict);
        return verdict.principal;
      })
      .finally(() => {
        if (this.#pending.get(credentials) === check) this.#pending.delete(credentials);
      });
    this.#pending.set(credentials, check);
    return check;
  }

  /** Forgets everything: what was checked by other rules. */
  clear(): void {
    this.#users.clear();
    this.#refused.clear();
    this.#pending.clear();
    this.#generation++;
  }
}

function sizeOf({ claims }: Principal): number {
  let size = 100;
  for (const [type, values] of claims.entries()) {
    size += type.length + 50;
    for (const value of values) size += value.length + 20;
  }
  return size;
}
