import type { JsonWebKey } from 'node:crypto';
import type { Log } from '../../telemetry.js';
import { AuthenticationUnavailable } from '../scheme.js';
import { type VerificationKey, verificationKey } from './verification-key.js';

export interface ProviderState {
  readonly issuer: string | null;
  readonly keys: readonly VerificationKey[];
}

export interface ProviderOptions {
  /** URL of the discovery document. */
  readonly metadata: string;
  readonly requireHttps: boolean;
  /** Gets the JSON object of a URL; rejects when there is none in time. */
  readonly get: (url: string) => Promise<Readonly<Record<string, unknown>>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A key or the issuer is gone: what was verified by it no longer counts. */
  readonly onRevoked: () => void;
  readonly log: Log;
}

/** Milliseconds after which the keys are fetched again while the old ones serve, and after which requests wait for them. */
const refreshAfter = 10 * 60_000;
const waitAfter = 60 * 60_000;
/** Pause after a failure, with and without keys at hand. */
const retryAfter = 30_000;
const retryWithoutKeys = 1_000;
/** Between two fetches for the sake of unknown keys, which anybody can name. */
const unknownKeyPause = 10_000;
const maxKeys = 64;

/**
 * The keys of an OpenID provider: fetched at once, then again from time to time and when a token names a key that is not
 * known; one fetch at a time. While the provider does not answer, the keys that are known go on serving.
 */
export class Provider {
  readonly #options: ProviderOptions;
  #state: ProviderState | null = null;
  #fetchedAt = 0;
  #attemptedAt = 0;
  #failing = false;
  #fetching: Promise<void> | null = null;

  constructor(options: ProviderOptions) {
    this.#options = options;
    void this.#refresh();
  }

  /** Fetches the keys again when it is time; cheap, for every request. */
  keepFresh(): void {
    if (this.#isDue()) void this.#refresh();
  }

  /** Throws `AuthenticationUnavailable` when there are no keys. */
  async state(): Promise<ProviderState> {
    const { now } = this.#options;
    if (this.#isDue()) {
      const fetched = this.#refresh();
      if (this.#state === null || now() - this.#fetchedAt > waitAfter) await fetched;
    } else if (this.#state === null && this.#fetching !== null) await this.#fetching;
    if (this.#state === null) throw new AuthenticationUnavailable(`there are no keys of ${this.#options.metadata}`);
    return this.#state;
  }

  /** The keys, fetched again for the sake of one that is not among them, unless that happened just now. */
  async newState(): Promise<ProviderState> {
    if (this.#fetching !== null) await this.#fetching;
    else if (this.#options.now() - this.#attemptedAt >= unknownKeyPause) await this.#refresh();
    return this.state();
  }

  #isDue(): boolean {
    if (this.#fetching !== null) return false;
    const now = this.#options.now();
    if (this.#failing) return now - this.#attemptedAt >= (this.#state === null ? retryWithoutKeys : retryAfter);
    return now - this.#fetchedAt >= refreshAfter;
  }

  /** Never rejects. */
  #refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    const { now, log, metadata, onRevoked } = this.#options;
    this.#attemptedAt = now();
    try {
      const state = await this.#read();
      const before = this.#state;
      this.#state = state;
      this.#fetchedAt = now();
      if (this.#failing) log.info({ provider: metadata }, 'the provider answers again');
      this.#failing = false;
      if (before !== null && hasLost(before, state)) onRevoked();
    } catch (error) {
      const fields = { provider: metadata, detail: (error as Error).message };
      if (!this.#failing)
        log.warn(fields, this.#state === null ? 'no keys of the provider' : 'keeping old keys of the provider');
      this.#failing = true;
    }
  }

  async #read(): Promise<ProviderState> {
    const { metadata, requireHttps, get } = this.#options;
    const { issuer, jwks_uri: address } = await get(metadata);
    if (typeof address !== 'string' || !URL.canParse(address)) throw new Error(`${metadata} names no jwks_uri`);
    if (requireHttps && new URL(address).protocol !== 'https:') throw new Error(`${address} must start with https:`);
    const { keys } = await get(address);
    const usable = (Array.isArray(keys) ? keys.slice(0, maxKeys) : []).flatMap(readKey);
    if (usable.length === 0) throw new Error(`${address} holds no key that tokens may be signed with`);
    return { issuer: typeof issuer === 'string' && issuer !== '' ? issuer : null, keys: usable };
  }
}

function readKey(jwk: unknown): VerificationKey[] {
  if (typeof jwk !== 'object' || jwk === null) return [];
  const { kid } = jwk as JsonWebKey;
  const key = verificationKey(jwk as JsonWebKey, typeof kid === 'string' ? kid : null, null, false);
  return key === null ? [] : [key];
}

function hasLost(before: ProviderState, after: ProviderState): boolean {
  const there = new Set(after.keys.map(({ text }) => text));
  return before.issuer !== after.issuer || before.keys.some(({ text }) => !there.has(text));
}
