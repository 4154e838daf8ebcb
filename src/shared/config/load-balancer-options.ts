import { z } from 'zod';

/** Names of `LoadBalancerOptions.Type`, compared without regard to case. */
export const balancerTypes = ['NoLoadBalancer', 'RoundRobin', 'LeastConnection', 'CookieStickySessions'] as const;

export type BalancerType = (typeof balancerTypes)[number];

export const loadBalancerOptions = z.object({
  Type: z
    .string()
    .optional()
    .describe(`How a destination is chosen: ${balancerTypes.join(', ')}. Default: NoLoadBalancer (the first one).`)
    .meta({ examples: [...balancerTypes] }),
  Key: z.string().optional().describe('Cookie name of CookieStickySessions. Default: .AspNetCore.Session.'),
  Expiry: z.int32().optional().describe('Milliseconds a sticky session lasts. Default: 1200000.'),
});

export type LoadBalancerOptions = z.output<typeof loadBalancerOptions>;

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
