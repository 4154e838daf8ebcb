import type { CircuitState } from '../../shared/breaker-status.js';
import type { BreakerPlan } from '../../shared/policies/qos.js';
import { SlidingWindow } from './sliding-window.js';

/** Instead of a generation: the call is refused. */
export const rejected = -1;

/**
 * A circuit: closed it lets calls through until too many fail, open it refuses them, half-open it lets one through that
 * decides. Source: Ocelot, quality of service, built-in circuit breaker.
 *
 * ```
 *          too many failures              after the break, one probe
 *   closed ────────────────▶ open ───────────────────────────────▶ half-open
 *     ▲                        ▲──────── the probe fails ──────────────┤
 *     └───────────────────────────────── the probe succeeds ───────────┘
 * ```
 *
 * Every change of the state and every probe begins a generation. The outcome of a call that was let through in an earlier
 * one says nothing any more. A probe that ends without an outcome gives its place to the next call.
 */
export class Breaker {
  state: CircuitState = 'closed';
  generation = 0;
  /** On the clock of the worker; `null`: it never was open. */
  openedAt: number | null = null;
  #probing = false;
  #inRow = 0;
  readonly #window: SlidingWindow | null;
  readonly #plan: BreakerPlan;
  readonly #clock: { readonly now: number };
  readonly #onChange: (breaker: Breaker) => void;

  /** @param onChange the state is another one */
  constructor(plan: BreakerPlan, clock: { readonly now: number }, onChange: (breaker: Breaker) => void) {
    this.#plan = plan;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#window = plan.failureRatio === null ? null : new SlidingWindow(plan.samplingDuration);
  }

  /** In a row, or in the sampled time. */
  get failures(): number {
    return this.#sampled()?.marked ?? this.#inRow;
  }

  /** In the sampled time; `null`: calls are not counted. */
  get calls(): number | null {
    return this.#sampled()?.total ?? null;
  }

  /** @returns the generation with which the call reports its outcome, or `rejected` */
  admit(): number {
    if (this.state === 'closed') return this.generation;
    if (this.#probing) return rejected;
    if (this.state === 'open' && this.#clock.now - this.openedAt! < this.#plan.breakDuration) return rejected;
    this.#probing = true;
    this.generation++;
    this.#enter('half-open');
    return this.generation;
  }

  succeeded(generation: number): void {
    if (generation !== this.generation) return;
    this.#inRow = 0;
    if (this.state === 'closed') {
      this.#window?.add(this.#clock.now, 1, 0);
      return;
    }
    this.#window?.clear();
    this.#probing = false;
    this.generation++;
    this.#enter('closed');
  }

  failed(generation: number): void {
    if (generation !== this.generation) return;
    this.#inRow++;
    this.#window?.add(this.#clock.now, 1, 1);
    if (this.state === 'closed' && !this.#isTooMuch()) return;
    this.#probing = false;
    this.openedAt = this.#clock.now;
    this.generation++;
    this.#enter('open');
  }

  /** The call ended without telling anything about the service. */
  released(generation: number): void {
    if (generation === this.generation) this.#probing = false;
  }

  #isTooMuch(): boolean {
    const { minimumThroughput, failureRatio } = this.#plan;
    const window = this.#window;
    if (window === null) return this.#inRow >= minimumThroughput;
    return window.total >= minimumThroughput && window.marked / window.total >= failureRatio!;
  }

  #enter(state: CircuitState): void {
    if (state === this.state) return;
    this.state = state;
    this.#onChange(this);
  }

  #sampled(): SlidingWindow | null {
    this.#window?.forget(this.#clock.now);
    return this.#window;
  }
}
