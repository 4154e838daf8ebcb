import { ClaimRequirement } from '../auth/claim-requirement.js';
import type { Principal } from '../auth/principal.js';
import { slotsOf } from '../match/slots.js';
import type { Policy } from '../pipeline.js';

/** Scopes and claims that the user must have; `OPTIONS` needs neither. Source: Ocelot, authorization. */
export const authorization: Policy = {
  name: 'authorization',
  link({ authorization: plan, upstream }) {
    if (plan === null) return null;
    const scopes = plan.scopes === null ? null : new Set(plan.scopes);
    const slots = slotsOf(upstream);
    const requirements = plan.claims.map(([type, value]) => new ClaimRequirement(type, value, slots));
    return (exchange) => {
      if (exchange.method === 'OPTIONS') return true;
      if (scopes !== null && !hasScope(exchange.user, scopes)) {
        const own = exchange.user?.claims.values('scope').join(',') ?? '';
        const allowed = [...scopes].join(',');
        exchange.fail('scopeNotAuthorized', `no one user scope: '${own}' match with some allowed scope: '${allowed}'`);
        return false;
      }
      for (const requirement of requirements) {
        const fault = requirement.fault(exchange);
        if (fault === null) continue;
        exchange.fail('claimNotAuthorized', fault);
        return false;
      }
      return true;
    };
  },
};

/** A value may list several, with spaces between (RFC 8693, 4.2). Ocelot reads only a lone one so. */
function hasScope(user: Principal | null, allowed: ReadonlySet<string>): boolean {
  if (user === null) return false;
  for (const value of user.claims.values('scope')) {
    if (value.includes(' ') ? value.split(' ').some((scope) => allowed.has(scope)) : allowed.has(value)) return true;
  }
  return false;
}
