import type { ListenerPlan } from '../../shared/control.js';
import type { Problem } from '../config/contract.js';
import type { CertificateStore } from './certificate-store.js';

export interface WatcherOptions {
  /** Milliseconds between two looks at the files. */
  readonly interval: number;
  /** Milliseconds for which a bad pair may be half a renewal: the certificate written, the key not yet. */
  readonly patience: number;
  /** Milliseconds after which warnings about certificates in use are repeated: they expire while the gateway runs. */
  readonly reminder: number;
}

const defaults: WatcherOptions = { interval: 1000, patience: 5000, reminder: 24 * 60 * 60 * 1000 };

/**
 * Looks at the certificate files and tells when to listen with others. It compares contents, because renewals come as
 * rewritten files, renames and swapped links alike.
 */
export class CertificateWatcher {
  readonly #store: CertificateStore;
  readonly #changed: (listeners: readonly ListenerPlan[]) => void;
  readonly #report: (problems: readonly Problem[]) => void;
  readonly #options: WatcherOptions;
  #timer: NodeJS.Timeout | null = null;
  #look: Promise<void> = Promise.resolve();
  #stopped = false;
  #reminded = Date.now();
  #refusedSince: number | null = null;
  #reported = '';

  /** Starts at once; `report` gets each problem once until it changes. */
  constructor(
    store: CertificateStore,
    changed: (listeners: readonly ListenerPlan[]) => void,
    report: (problems: readonly Problem[]) => void,
    options: Partial<WatcherOptions> = {},
  ) {
    this.#store = store;
    this.#changed = changed;
    this.#report = report;
    this.#options = { ...defaults, ...options };
    this.#schedule();
  }

  /** Resolves when no look is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#look;
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#look = this.#tick().finally(() => this.#schedule());
    }, this.#options.interval);
  }

  async #tick(): Promise<void> {
    const now = Date.now();
    const remind = now - this.#reminded >= this.#options.reminder;
    if (remind) this.#reminded = now;
    try {
      const { listeners, warnings, refused } = await this.#store.refresh(remind);
      if (this.#stopped) return;
      if (listeners !== null) this.#changed(listeners);
      if (warnings.length > 0) this.#report(warnings);
      this.#refuse(refused, now);
    } catch (error) {
      // The copies could not be written; the ones of before are still served.
      const message = `Certificates could not be renewed: ${error instanceof Error ? error.message : String(error)}`;
      this.#refuse(
        [{ severity: 'warning', path: 'Gateway.Listeners', location: null, message, suggestion: null }],
        now,
      );
    }
  }

  #refuse(refused: readonly Problem[], now: number): void {
    if (refused.length === 0) {
      this.#refusedSince = null;
      this.#reported = '';
      return;
    }
    this.#refusedSince ??= now;
    if (now - this.#refusedSince < this.#options.patience) return;
    const text = JSON.stringify(refused);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#report(refused);
  }
}
