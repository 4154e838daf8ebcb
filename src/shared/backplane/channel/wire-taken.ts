import type { RateLimitRule } from '../rate-limit-rule.js';
import type { RateLimitDecision } from '../rate-limit-store.js';

/** A rule as it travels: without the names. */
export type WireRule = readonly [
  algorithm: RateLimitRule['algorithm'],
  limit: number,
  period: number,
  wait: number,
  leased: boolean,
];

/** A decision as it travels, and how many requests more the worker may allow by itself until `resetAt`. */
export type WireTaken = readonly [
  allowed: boolean,
  remaining: number,
  resetAt: number,
  retryAfter: number,
  lent: number,
];

export function encodeRule({ algorithm, limit, period, wait, leased }: RateLimitRule): WireRule {
  return [algorithm, limit, period, wait, leased];
}

export function decodeRule([algorithm, limit, period, wait, leased]: WireRule): RateLimitRule {
  return { algorithm, limit, period, wait, leased };
}

export function encodeTaken({ allowed, remaining, resetAt, retryAfter }: RateLimitDecision, lent: number): WireTaken {
  return [allowed, remaining, resetAt, retryAfter, lent];
}

export function decodeTaken([allowed, remaining, resetAt, retryAfter]: WireTaken): RateLimitDecision {
  return { allowed, remaining, resetAt, retryAfter };
}
