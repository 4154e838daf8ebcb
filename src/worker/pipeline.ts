import type { RoutePlan, SnapshotSettings } from '../shared/snapshot.js';
import type { Exchange } from './exchange.js';
import { forwardedHeaders } from './policies/forwarded-headers.js';
import { headerTransform } from './policies/header-transform.js';
import { inactiveOptions } from './policies/inactive-options.js';
import { limits } from './policies/limits.js';
import { requestId } from './policies/request-id.js';
import { security } from './policies/security.js';

/**
 * What a policy does with one request: `true` to let it go on at once; `false` when it has ended the exchange, or will
 * call `gateway.proceed` later.
 */
export type Step = (exchange: Exchange) => boolean;

/** A policy of the pipeline. Linked once per route and snapshot; `null` when the route does not use it. */
export interface Policy {
  readonly name: string;
  link(plan: RoutePlan, settings: SnapshotSettings): Step | null;
}

/** THE order of what happens to a request between the choice of its route and the choice of its destination (Ocelot's order). */
export const pipeline: readonly Policy[] = [
  security,
  limits,
  inactiveOptions,
  headerTransform,
  requestId,
  forwardedHeaders,
];

export function linkSteps(plan: RoutePlan, settings: SnapshotSettings): readonly Step[] | null {
  const steps: Step[] = [];
  for (const policy of pipeline) {
    const step = policy.link(plan, settings);
    if (step !== null) steps.push(step);
  }
  return steps.length === 0 ? null : steps;
}
