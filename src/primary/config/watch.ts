import type { LoadResult } from './contract.js';
import { fingerprint } from './fingerprint.js';

/** Between two looks at the files, ms. */
const INTERVAL = 100;
/** How long files may keep changing before they are read all the same, ms. */
const SETTLE = 300;
/** How long a configuration may be broken, because it is only half written, before it is reported, ms. */
const PATIENCE = 500;

export interface WatchOptions {
  /** What runs now. */
  readonly running: LoadResult;
  readonly load: () => Promise<LoadResult>;
  /** A configuration other than the last one, good or bad. The next look comes after the promise. */
  readonly changed: (result: LoadResult) => Promise<void>;
  /** `load` or `changed` has rejected; the next look comes with the next change. */
  readonly failed: (error: unknown) => void;
}

/**
 * Looks at the files of a configuration and tells when what they say has changed, however that came about: written in
 * place, renamed over, a link swapped, a file added to a folder. Looking beats being told: notifications get lost over
 * links, mounts and renames.
 *
 * 1. Look. Go on when something is different.
 * 2. Wait until it stays the same for one look, so that several files of one change count as one.
 * 3. Load. A broken configuration is loaded again until PATIENCE is over.
 * 4. Tell, unless the content is what was told last.
 */
export class ConfigurationWatch {
  readonly #options: WatchOptions;
  #files: readonly string[];
  /** Of what was told last. */
  #digest: string;
  #seen: string | null = null;
  #differsSince: number | null = null;
  #brokenSince: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** One look or change after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#files = options.running.files;
    this.#digest = options.running.digest;
    this.#schedule();
  }

  /**
   * Changes the files with nobody looking, and counts what `change` resolves with as told; `null`: nothing has changed.
   * Rejects as `change` does.
   */
  change(change: () => Promise<LoadResult | null>): Promise<void> {
    return this.#inTurn(async () => {
      const result = await change();
      if (result === null) return;
      this.#files = result.files;
      this.#digest = result.digest;
      this.#differsSince = null;
      this.#brokenSince = null;
    });
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(async () => {
      try {
        await this.#inTurn(() => this.#look());
      } catch (error) {
        this.#differsSince = null;
        this.#options.failed(error);
      }
      this.#schedule();
    }, INTERVAL);
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(action);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #look(): Promise<void> {
    // 1. The first look differs from nothing: a change between the load and now counts too.
    const seen = await fingerprint(this.#files);
    const same = seen === this.#seen;
    this.#seen = seen;
    if (same && this.#differsSince === null) return;

    // 2.
    const now = performance.now();
    this.#differsSince ??= now;
    if (!same && now - this.#differsSince < SETTLE) return;

    // 3.
    const result = await this.#options.load();
    if (this.#stopped) return;
    if (result.config === null && result.digest !== this.#digest) {
      this.#brokenSince ??= now;
      if (now - this.#brokenSince < PATIENCE) return;
    }
    this.#differsSince = null;
    this.#brokenSince = null;
    this.#files = result.files;

    // 4.
    if (result.digest === this.#digest) return;
    this.#digest = result.digest;
    await this.#options.changed(result);
  }
}
