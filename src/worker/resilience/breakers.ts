import type { BreakerStatus } from '../../shared/breaker-status.js';
import type { RoutePlan } from '../../shared/snapshot.js';
import { RouteBreakers } from './route-breakers.js';

/** The circuits of a worker. A route keeps its own from one snapshot to the next while its options stay the same. */
export class Breakers {
  readonly #byKey = new Map<string, RouteBreakers>();
  readonly #clock: { readonly now: number };
  readonly #onChange: (status: BreakerStatus) => void;

  constructor(clock: { readonly now: number }, onChange: (status: BreakerStatus) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** `null`: the route has none. */
  get({ id, name, qos }: RoutePlan): RouteBreakers | null {
    const plan = qos?.breaker ?? null;
    if (plan === null) return null;
    const key = JSON.stringify([id, plan]);
    let breakers = this.#byKey.get(key);
    if (breakers === undefined) {
      breakers = new RouteBreakers(name, plan, this.#clock, this.#onChange);
      this.#byKey.set(key, breakers);
    }
    return breakers;
  }

  /** Forgets the circuits that are not in use. */
  keepOnly(used: ReadonlySet<RouteBreakers>): void {
    for (const [key, breakers] of this.#byKey) if (!used.has(breakers)) this.#byKey.delete(key);
  }

  /** How they stand, for the admin side. */
  snapshot(wallTime = Date.now()): readonly BreakerStatus[] {
    return [...this.#byKey.values()].flatMap((breakers) => breakers.snapshot(wallTime));
  }
}
