import { z } from 'zod';

/** Names of `LoadBalancerOptions.Type`, compared without regard to case. */
export const balancerTypes = [
  'NoLoadBalancer',
  'RoundRobin',
  'LeastConnection',
  'CookieStickySessions',
  'WeightedRoundRobin',
  'PowerOfTwoChoices',
  'IpHash',
  'HeaderHash',
  'Random',
] as const;

export type BalancerType = (typeof balancerTypes)[number];

/** Who shares the turns, counts and sessions of a balancer. */
export const balancerScopes = ['worker', 'host', 'cluster'] as const;

export type BalancerScope = (typeof balancerScopes)[number];

export const loadBalancerOptions = z.object({
  Type: z
    .string()
    .optional()
    .describe(`How a destination is chosen: ${balancerTypes.join(', ')}. Default: NoLoadBalancer (the first one).`)
    .meta({ examples: [...balancerTypes] }),
  Key: z
    .string()
    .optional()
    .describe('Cookie of CookieStickySessions (default: .AspNetCore.Session), or header of HeaderHash.'),
  Expiry: z
    .int32()
    .optional()
    .describe('Milliseconds a sticky session lasts after its last request, above 0. Default: 1200000.'),
  Scope: z
    .enum(balancerScopes)
    .optional()
    .describe(
      'Who shares turns, counts and sessions: each worker has its own, those of a host, those of all hosts. Default: worker; cluster for CookieStickySessions.',
    ),
});

export type LoadBalancerOptions = z.output<typeof loadBalancerOptions>;

/** Milliseconds a sticky session lasts. Source: Ocelot, load balancing. */
export const defaultExpiry = 1_200_000;

/** The cookie of `CookieStickySessions`. */
export function stickySessionCookie(options: LoadBalancerOptions | null): string {
  return options?.Key?.trim() || '.AspNetCore.Session';
}

/** The type a text names, `null` when it names none; blank is `NoLoadBalancer`. */
export function balancerType(text: string | undefined): BalancerType | null {
  const name = (text ?? '').trim().toLowerCase();
  if (name === '') return 'NoLoadBalancer';
  return balancerTypes.find((type) => type.toLowerCase() === name) ?? null;
}
