import type { HostHeaderPlan } from '../../shared/snapshot.js';
import type { Exchange } from '../exchange.js';

/** What the service sees as host when a route does not want its own authority there. */
export function hostHeader(plan: HostHeaderPlan, exchange: Exchange): string {
  return plan.kind === 'literal' ? plan.value : exchange.host;
}
