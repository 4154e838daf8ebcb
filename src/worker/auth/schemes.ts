import { Agent } from 'undici';
import type { SchemePlan } from '../../shared/policies/authentication.js';
import type { Registry } from '../extensions/registry.js';
import type { Log } from '../telemetry.js';
import { ApiKey } from './api-key.js';
import { Basic } from './basic.js';
import { ClientCertificate } from './client-certificate.js';
import { ExtensionScheme } from './extension-scheme.js';
import { getJson } from './get-json.js';
import { HashSlots } from './hash-slots.js';
import { Introspection } from './introspection.js';
import { JwtBearer } from './jwt/jwt-bearer.js';
import { Provider } from './jwt/provider.js';
import type { AuthenticationScheme } from './scheme.js';

/** Milliseconds for an answer of a provider, and its largest size. */
const providerTimeout = 5_000;
const maxProviderAnswer = 512 * 1024;

/** The schemes of a worker, with what they remember; kept while a snapshot has the same plan. */
export class Schemes {
  readonly #byKey = new Map<string, AuthenticationScheme>();
  /** The same again: spelling a plan out for each route would take long. */
  #byPlan = new WeakMap<SchemePlan, AuthenticationScheme>();
  readonly #slots = new HashSlots();
  readonly #agent = new Agent({ connections: 64, connect: { timeout: providerTimeout } });
  readonly #log: Log;
  readonly #now: () => number;

  constructor(log: Log, now: () => number = Date.now) {
    this.#log = log;
    this.#now = now;
  }

  get(plan: SchemePlan, extensions: Registry): AuthenticationScheme {
    let scheme = this.#byPlan.get(plan);
    if (scheme !== undefined) return scheme;
    const key = JSON.stringify(plan);
    scheme = this.#byKey.get(key) ?? this.#make(plan, extensions);
    this.#byKey.set(key, scheme);
    this.#byPlan.set(plan, scheme);
    return scheme;
  }

  /** Forgets the schemes of other plans. They own nothing that would have to be closed. */
  keepOnly(plans: readonly SchemePlan[]): void {
    const used = new Set(plans.map((plan) => JSON.stringify(plan)));
    for (const key of this.#byKey.keys()) if (!used.has(key)) this.#byKey.delete(key);
  }

  close(): void {
    this.#byKey.clear();
    this.#byPlan = new WeakMap();
    void this.#agent.destroy();
  }

  #make(plan: SchemePlan, extensions: Registry): AuthenticationScheme {
    switch (plan.kind) {
      case 'JwtBearer':
        return new JwtBearer(plan, this.#now, (options) => {
          const get = (url: string) =>
            getJson(
              { url, timeout: providerTimeout, maxBytes: maxProviderAnswer, form: null, headers: {} },
              this.#agent,
            );
          return new Provider({ ...options, get, now: this.#now, log: this.#log });
        });
      case 'ApiKey':
        return new ApiKey(plan);
      case 'Basic':
        return new Basic(plan, this.#now, this.#slots);
      case 'Introspection':
        return new Introspection(plan, this.#now, (request) => getJson(request, this.#agent));
      case 'ClientCertificate':
        return new ClientCertificate(plan, this.#now);
      case 'Extension':
        return new ExtensionScheme(plan, extensions.authenticationSchemes.get(plan.extension));
    }
  }
}
