import type { RateLimitDecision } from '../../shared/backplane/rate-limit-store.js';

/** Numbers of one decision in a script's answer: 1 when it is allowed, what is left, reset, retry. Times are microseconds. */
const DECISION = 4;

/** One of the decisions that a script answers with. */
export function decisionAt(answer: unknown, index: number): RateLimitDecision {
  const numbers = answer as readonly number[];
  const at = index * DECISION;
  return {
    allowed: numbers[at] === 1,
    remaining: numbers[at + 1]!,
    resetAt: numbers[at + 2]! / 1000,
    retryAfter: numbers[at + 3]! / 1000,
  };
}
