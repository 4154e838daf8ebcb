import type { RateLimitRule } from '../backplane/rate-limit-rule.js';

/** `RateLimitOptions` of a route that is limited. */
export interface RateLimitPlan {
  readonly rule: RateLimitRule;
  /** What the message for clients without an id calls it, `3/1s/w0ms`. */
  readonly ruleText: string;
  /** What stands before and after the client in the text that identifies its counter. */
  readonly keyHead: string;
  readonly keyTail: string;
  readonly partitionBy: readonly RateLimitPartition[];
  /** Lower case. */
  readonly clientIdHeader: string;
  readonly whitelist: readonly string[];
  /** `X-RateLimit-*` and `Retry-After`. */
  readonly headers: boolean;
  /** `RateLimit` and `RateLimit-Policy`. */
  readonly draftHeaders: boolean;
  /** Of a refusal. */
  readonly statusCode: number;
  readonly message: string;
}

/** Something of a request that has a quota of its own. Names of headers are in lower case. */
export type RateLimitPartition =
  | { readonly kind: 'client' | 'ip' | 'route' }
  | { readonly kind: 'claim' | 'header'; readonly name: string };

/** An entry of `PartitionBy`; `null` when it is none. */
export function readPartition(text: string): RateLimitPartition | null {
  if (text === 'client' || text === 'ip' || text === 'route') return { kind: text };
  const [, kind, name = ''] = /^(claim|header):\s*(.*\S)\s*$/s.exec(text) ?? [];
  if (kind === 'claim') return { kind, name };
  return kind === 'header' && /^[\w!#$%&'*+.^`|~-]+$/.test(name) ? { kind, name: name.toLowerCase() } : null;
}
