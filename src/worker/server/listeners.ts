import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ListenerPlan } from '../../shared/control.js';
import { listenFailure } from './listen-failure.js';
import { type Attach, type CountConnection, ListeningApp } from './listening-app.js';

/** Every address this worker listens on: one app of uWebSockets.js each. */
export class Listeners {
  readonly #attach: Attach;
  readonly #count: CountConnection | null;
  /** By their plan as JSON, so that equal plans are one listener. */
  readonly #open = new Map<string, ListeningApp>();
  /** They do not listen any more but may have connections; uWebSockets.js never frees an app, one renewal costs 50 KB. */
  readonly #retired = new Set<ListeningApp>();

  constructor(attach: Attach, count: CountConnection | null = null) {
    this.#attach = attach;
    this.#count = count;
  }

  /**
   * Opens what is new, then stops listening on what is not named any more; equal plans stay untouched.
   *
   * A listener with another certificate is a new one: for a moment both listen on the port (SO_REUSEPORT), then only the
   * new one, and connections of the old one go on. Needs a port other than 0, where uWebSockets.js leaves that option out.
   *
   * Rejects with a message for the user, and then nothing has changed.
   */
  async apply(plans: readonly ListenerPlan[]): Promise<void> {
    const wanted = new Map(plans.map((plan) => [JSON.stringify(plan), plan]));
    const opened = new Map<string, ListeningApp>();
    try {
      for (const [key, plan] of wanted) {
        if (this.#open.has(key)) continue;
        const app = new ListeningApp(plan, this.#attach, this.#count);
        opened.set(key, app);
        if (!app.listening) throw new Error(await listenFailure(plan));
      }
    } catch (error) {
      for (const app of opened.values()) app.close();
      throw error;
    }
    const superseded = this.#retire((key) => !wanted.has(key));
    for (const [key, app] of opened) this.#open.set(key, app);
    // Closing a listen socket resets the connections that wait to be accepted. Right after a poll they are fewest.
    await nextTurn();
    for (const app of superseded) app.stopListening();
  }

  /** Stops listening everywhere; open connections go on. */
  stop(): void {
    for (const app of this.#retire(() => true)) app.stopListening();
  }

  /** Stops listening and cuts every connection, answers on their way included. */
  close(): void {
    this.#retire(() => true);
    for (const app of this.#retired) app.close();
    this.#retired.clear();
  }

  #retire(isOver: (key: string) => boolean): ListeningApp[] {
    const over = [...this.#open].filter(([key]) => isOver(key));
    for (const [key, app] of over) {
      this.#open.delete(key);
      this.#retired.add(app);
    }
    return over.map(([, app]) => app);
  }
}
