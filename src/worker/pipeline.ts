import type { RoutePlan, SnapshotSettings } from '../shared/snapshot.js';
import type { Exchange } from './exchange.js';
import type { Registry } from './extensions/registry.js';
import type { ResponseHead } from './forward/response-head.js';
import { aggregation } from './policies/aggregation.js';
import { authentication } from './policies/authentication.js';
import { authorization } from './policies/authorization.js';
import { claimsToClaims } from './policies/claims-to-claims.js';
import { claimsToHeaders } from './policies/claims-to-headers.js';
import { claimsToPath } from './policies/claims-to-path.js';
import { claimsToQuery } from './policies/claims-to-query.js';
import { destination } from './policies/destination.js';
import { dispatch } from './policies/dispatch.js';
import { foreignCertificates } from './policies/foreign-certificates.js';
import { forwardedHeaders } from './policies/forwarded-headers.js';
import { headerTransform } from './policies/header-transform.js';
import { branches, hook, replaceable } from './policies/hooks.js';
import { inactiveOptions } from './policies/inactive-options.js';
import { limits } from './policies/limits.js';
import { outputCache } from './policies/output-cache.js';
import { rateLimit, rateLimitByClaims } from './policies/rate-limit.js';
import { requestId } from './policies/request-id.js';
import { security } from './policies/security.js';
import { stickySession } from './policies/sticky-session.js';
import { target } from './policies/target.js';
import type { State } from './runtime/state.js';

/** What a policy may use while it is linked to a route. */
export interface LinkContext {
  readonly settings: SnapshotSettings;
  readonly state: State;
  readonly extensions: Registry;
}

/**
 * What a policy does with one request: `true` to let it go on at once; `false` when it has ended the exchange, or will
 * call `exchange.proceed` later.
 */
export type Step = (exchange: Exchange) => boolean;

/** A policy of the pipeline. Linked once per route and snapshot; `null` when the route does not use it. */
export interface Policy {
  readonly name: string;
  link(plan: RoutePlan, context: LinkContext): Step | null;
}

/** THE order of what happens to a request after the choice of its route (Ocelot's order). */
export const pipeline: readonly Policy[] = [
  security,
  limits,
  inactiveOptions,
  branches,
  headerTransform,
  rateLimit,
  requestId,
  foreignCertificates,
  hook('PreAuthentication'),
  replaceable('Authentication', authentication),
  claimsToClaims,
  hook('PreAuthorization'),
  replaceable('Authorization', authorization),
  rateLimitByClaims,
  replaceable('ClaimsToHeaders', claimsToHeaders),
  hook('PreQueryStringBuilder'),
  claimsToQuery,
  claimsToPath,
  forwardedHeaders,
  aggregation,
  destination,
  target,
  outputCache,
  dispatch,
];

/** Sees the head of a route's answer, whoever gave it, before it goes on; the head is valid during the call. */
export type AnswerStep = (exchange: Exchange, head: ResponseHead) => void;

/** A policy for answers; `null` when the route does not use it. */
export interface AnswerPolicy {
  readonly name: string;
  link(plan: RoutePlan, context: LinkContext): AnswerStep | null;
}

/** The order of what happens to an answer on its way to the client; header transforms come last, in the reply. */
export const answerPipeline: readonly AnswerPolicy[] = [stickySession];

export function linkSteps(plan: RoutePlan, context: LinkContext): readonly Step[] {
  return linked(pipeline, plan, context);
}

export function linkAnswerSteps(plan: RoutePlan, context: LinkContext): readonly AnswerStep[] | null {
  const steps = linked(answerPipeline, plan, context);
  return steps.length === 0 ? null : steps;
}

function linked<S>(
  policies: readonly { link(plan: RoutePlan, context: LinkContext): S | null }[],
  plan: RoutePlan,
  context: LinkContext,
): S[] {
  return policies.flatMap((policy) => policy.link(plan, context) ?? []);
}
