import type { RoutePlan } from '../shared/snapshot.js';
import type { Exchange } from './exchange.js';
import { inactiveOptions } from './policies/inactive-options.js';

/**
 * What a policy does with one request: `true` to let it go on at once; `false` when it has ended the exchange, or will
 * call `gateway.proceed` later.
 */
export type Step = (exchange: Exchange) => boolean;

/** A policy of the pipeline. Linked once per route and snapshot; `null` when the route does not use it. */
export interface Policy {
  readonly name: string;
  link(plan: RoutePlan): Step | null;
}

/** THE order of what happens to a request between the choice of its route and the choice of its destination (Ocelot's order). */
export const pipeline: readonly Policy[] = [inactiveOptions];

export function linkSteps(plan: RoutePlan): readonly Step[] | null {
  const steps: Step[] = [];
  for (const policy of pipeline) {
    const step = policy.link(plan);
    if (step !== null) steps.push(step);
  }
  return steps.length === 0 ? null : steps;
}
