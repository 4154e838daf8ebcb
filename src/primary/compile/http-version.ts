import type { HttpVersionPlan } from '../../shared/snapshot.js';

const policies = {
  RequestVersionExact: 'exact',
  RequestVersionOrHigher: 'orHigher',
  RequestVersionOrLower: 'orLower',
} as const satisfies Record<string, HttpVersionPlan['policy']>;

/**
 * `DownstreamHttpVersion` in any spelling that the check lets through (`2`, `2.0`, `2,0`), and its policy. A version above
 * 2 is 2.0, a bare `1` is 1.1 as in Ocelot; what is left out is 1.1, `RequestVersionOrLower`.
 */
export function httpVersionPlan(version: string | undefined, policy: string | undefined): HttpVersionPlan {
  return {
    version: httpVersion(version?.trim() ?? ''),
    policy: policies[(policy?.trim() ?? '') as keyof typeof policies] ?? 'orLower',
  };
}

function httpVersion(text: string): HttpVersionPlan['version'] {
  if (/^[2-9]/.test(text)) return '2.0';
  return /^1[.,]0$/.test(text) ? '1.0' : '1.1';
}
