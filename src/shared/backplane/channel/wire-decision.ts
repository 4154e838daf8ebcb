import type { RateLimitDecision } from '../rate-limit-store.js';

/** A decision as it travels: without the names. */
export type WireDecision = readonly [allowed: boolean, remaining: number, resetAt: number, retryAfter: number] | null;

export function encodeDecision(decision: RateLimitDecision | null): WireDecision {
  if (decision === null) return null;
  return [decision.allowed, decision.remaining, decision.resetAt, decision.retryAfter];
}

export function decodeDecision(wire: WireDecision): RateLimitDecision | null {
  return wire === null ? null : { allowed: wire[0], remaining: wire[1], resetAt: wire[2], retryAfter: wire[3] };
}
