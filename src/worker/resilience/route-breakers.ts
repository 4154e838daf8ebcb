import type { BreakerStatus } from '../../shared/breaker-status.js';
import type { BreakerPlan } from '../../shared/policies/qos.js';
import { Breaker } from './breaker.js';

/** Destinations of a route that have a circuit; discovery may name new ones for ever. */
const mostDestinations = 1_000;

/** The circuits of a route: one, or one for each destination that was called. */
export class RouteBreakers {
  readonly perDestination: boolean;
  readonly #route: string;
  readonly #plan: BreakerPlan;
  readonly #clock: { readonly now: number };
  readonly #onChange: (status: BreakerStatus) => void;
  readonly #whole: Breaker;
  readonly #byDestination = new Map<string, Breaker>();

  constructor(
    route: string,
    plan: BreakerPlan,
    clock: { readonly now: number },
    onChange: (status: BreakerStatus) => void,
  ) {
    this.perDestination = plan.scope === 'destination';
    this.#route = route;
    this.#plan = plan;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#whole = this.#make(null);
  }

  /** No call may follow at once, whatever the destination. */
  get isOpen(): boolean {
    return !this.perDestination && this.#whole.state !== 'closed';
  }

  /** @param authority of the destination, `host:port` */
  at(authority: string): Breaker {
    if (!this.perDestination) return this.#whole;
    let breaker = this.#byDestination.get(authority);
    if (breaker === undefined) {
      if (this.#byDestination.size >= mostDestinations) this.#forgetOldest();
      breaker = this.#make(authority);
      this.#byDestination.set(authority, breaker);
    }
    return breaker;
  }

  /** @param wallTime milliseconds of Unix time */
  snapshot(wallTime: number): readonly BreakerStatus[] {
    if (!this.perDestination) return [this.#status(this.#whole, null, wallTime)];
    return [...this.#byDestination].map(([authority, breaker]) => this.#status(breaker, authority, wallTime));
  }

  #make(destination: string | null): Breaker {
    return new Breaker(this.#plan, this.#clock, (breaker) =>
      this.#onChange(this.#status(breaker, destination, Date.now())),
    );
  }

  #status(breaker: Breaker, destination: string | null, wallTime: number): BreakerStatus {
    const { state, failures, calls, openedAt, generation } = breaker;
    const opened = openedAt === null ? null : Math.round(wallTime - (this.#clock.now - openedAt));
    return { route: this.#route, destination, state, failures, calls, openedAt: opened, generation };
  }

  #forgetOldest(): void {
    const [oldest] = this.#byDestination.keys();
    if (oldest !== undefined) this.#byDestination.delete(oldest);
  }
}
