import { createHash, randomBytes } from 'node:crypto';
import type { CounterStore } from '../../shared/backplane/counter-store.js';
import type { Exchange } from '../exchange.js';
import { fieldValues } from '../forward/field-lines.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import type { Candidates } from './candidates.js';
import { cookieValue, requestCookie } from './request-cookie.js';
import { newSessionValue, sessionDestination } from './session-value.js';

/** Longer values are kept by their hash: clients choose them. */
const longestValue = 64;

/**
 * Requests with the same value of a cookie go to the same destination, as long as it is offered and the session has not
 * expired (Ocelot: CookieStickySessions). A value that an answer sets belongs to the destination that answered; when neither
 * side brings the cookie, the gateway sets one of its own.
 */
export class StickySessions implements Balancer {
  readonly #cookie: string;
  readonly #expiry: number;
  readonly #counters: CounterStore;
  readonly #name: string;
  /** For requests without a session. */
  readonly #inner: Balancer;

  /**
   * @param name what all sessions of the cookie begin with in the store
   * @param expiry milliseconds a session lives after its last request
   */
  constructor(counters: CounterStore, name: string, cookie: string, expiry: number, inner: Balancer) {
    this.#counters = counters;
    this.#name = name;
    this.#cookie = cookie;
    this.#expiry = expiry;
    this.#inner = inner;
  }

  choose(exchange: Exchange, candidates: Candidates): Destination | null | Promise<Destination | null> {
    const value = this.#sent(exchange);
    if (value === '') return this.#inner.choose(exchange, candidates);
    const key = this.#key(value);
    const place = this.#counters.session(key, candidates.names, this.#expiry);
    const { destinations } = candidates;
    if (typeof place === 'number') return destinations[place] ?? this.#begin(exchange, candidates, key, value);
    return place.then((index) => destinations[index] ?? this.#begin(exchange, candidates, key, value));
  }

  /** An answer of the service on its way: who gets the next request of this client is decided now. */
  onAnswer(exchange: Exchange, fields: string): void {
    const { destination } = exchange;
    if (destination === null) return;
    const sent = this.#sent(exchange);
    const set = this.#set(fields);
    if (set !== null) {
      if (set !== '' && set !== sent) this.#bind(set, destination);
      return;
    }
    if (sent !== '' || exchange.isMember) return;
    const value = this.#newValue(destination, exchange.route!.service.candidates);
    const secure = exchange.secure ? '; Secure' : '';
    exchange.addAnswerFields(`Set-Cookie: ${this.#cookie}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  }

  #begin(
    exchange: Exchange,
    candidates: Candidates,
    key: string,
    value: string,
  ): Destination | null | Promise<Destination | null> {
    const own = sessionDestination(value, candidates.destinations, this.#expiry, Date.now());
    const chosen = own ?? this.#inner.choose(exchange, candidates);
    if (chosen instanceof Promise) return chosen.then((destination) => this.#keep(key, candidates, destination));
    return this.#keep(key, candidates, chosen);
  }

  /** Of several first requests of a session the first one to come here decides. */
  #keep(
    key: string,
    { destinations, names }: Candidates,
    chosen: Destination | null,
  ): Destination | null | Promise<Destination | null> {
    if (chosen === null) return null;
    const place = this.#counters.bind(key, names, destinations.indexOf(chosen), this.#expiry);
    if (typeof place === 'number') return destinations[place] ?? null;
    return place.then((index) => destinations[index] ?? null);
  }

  #newValue(destination: Destination, { destinations }: Candidates): string {
    const value = newSessionValue(destination, destinations, Date.now());
    if (value !== null) return value;
    const random = randomBytes(16).toString('base64url');
    this.#bind(random, destination);
    return random;
  }

  #bind(value: string, destination: Destination): void {
    void this.#counters.bind(this.#key(value), [destination.name], 0, this.#expiry);
  }

  #sent(exchange: Exchange): string {
    return requestCookie(exchange, this.#cookie);
  }

  /** The value an answer gives the cookie, the last of several; `''`: it removes it; `null`: it says nothing of it. */
  #set(fields: string): string | null {
    const before = `${this.#cookie}=`;
    const line = fieldValues(fields, 'set-cookie').findLast((value) => value.startsWith(before));
    return line === undefined ? null : cookieValue(line, this.#cookie);
  }

  #key(value: string): string {
    const short = value.length <= longestValue ? value : `#${createHash('sha256').update(value).digest('base64url')}`;
    return `${this.#name}:${short}`;
  }
}
