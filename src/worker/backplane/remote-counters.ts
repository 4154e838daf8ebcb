import { methods } from '../../shared/backplane/channel/methods.js';
import type { Heard, Peer } from '../../shared/backplane/channel/peer.js';
import type { CounterStore } from '../../shared/backplane/counter-store.js';

/** Turns and calls in flight that the primary counts for all workers of the host; the worker's own while it does not answer. */
export class RemoteCounters implements CounterStore {
  readonly #peer: Peer;
  readonly #local: CounterStore;
  /** Calls in flight that the worker's own store counted, by key and candidate. */
  readonly #heldHere = new Map<string, number>();

  constructor(peer: Peer, local: CounterStore) {
    this.#peer = peer;
    this.#local = local;
  }

  next(key: string): number | Promise<number> {
    return this.#ask(methods.next, [key], () => this.#local.next(key));
  }

  acquire(key: string, candidates: readonly string[]): number | Promise<number> {
    const here = () => this.#acquireHere(key, candidates);
    // Counted there after all, and nobody will end it.
    const heard = (place: unknown, isLate: boolean) => {
      if (isLate) this.#peer.send(methods.releaseCall, [key, candidates[place as number]]);
    };
    return this.#ask(methods.acquire, [key, candidates], here, heard);
  }

  release(key: string, candidate: string): void {
    const name = `${key}\n${candidate}`;
    const held = this.#heldHere.get(name) ?? 0;
    if (held === 0) {
      this.#peer.send(methods.releaseCall, [key, candidate]);
      return;
    }
    if (held === 1) this.#heldHere.delete(name);
    else this.#heldHere.set(name, held - 1);
    this.#local.release(key, candidate);
  }

  session(key: string, candidates: readonly string[], expiry: number): number | Promise<number> {
    return this.#ask(methods.session, [key, candidates, expiry], () => this.#local.session(key, candidates, expiry));
  }

  bind(key: string, candidates: readonly string[], place: number, expiry: number): number | Promise<number> {
    const here = () => this.#local.bind(key, candidates, place, expiry);
    return this.#ask(methods.bind, [key, candidates, place, expiry], here);
  }

  #acquireHere(key: string, candidates: readonly string[]): number | Promise<number> {
    const place = this.#local.acquire(key, candidates);
    return place instanceof Promise
      ? place.then((later) => this.#note(key, candidates, later))
      : this.#note(key, candidates, place);
  }

  #note(key: string, candidates: readonly string[], place: number): number {
    const name = `${key}\n${candidates[place]}`;
    this.#heldHere.set(name, (this.#heldHere.get(name) ?? 0) + 1);
    return place;
  }

  #ask(
    method: string,
    args: readonly unknown[],
    here: () => number | Promise<number>,
    heard: Heard | null = null,
  ): number | Promise<number> {
    if (!this.#peer.available) return here();
    return this.#peer.request(method, args, heard).then((value) => value as number, here);
  }
}
