import type { RoutePlan } from '../../shared/snapshot.js';
import type { LinkContext, Policy, Step } from '../pipeline.js';
import { Limiter } from '../rate-limit/limiter.js';

/** How much a client may call; before authentication, so that it pays for wrong tokens too. Source: Ocelot, rate limiting. */
export const rateLimit: Policy = {
  name: 'rate-limit',
  link: (plan, context) => (countsByClaims(plan) ? null : step(plan, context)),
};

/** The same by what a token says, which is known after authorization. */
export const rateLimitByClaims: Policy = {
  name: 'rate-limit-by-claims',
  link: (plan, context) => (countsByClaims(plan) ? step(plan, context) : null),
};

function countsByClaims({ rateLimit: limit }: RoutePlan): boolean {
  return limit?.partitionBy.some(({ kind }) => kind === 'claim') === true;
}

function step({ rateLimit: limit }: RoutePlan, { state }: LinkContext): Step | null {
  if (limit === null) return null;
  const limiter = new Limiter(limit, state.rateLimits);
  return (exchange) => limiter.check(exchange);
}
