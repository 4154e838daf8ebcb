import { z } from 'zod';
import { port } from './scalars.js';

/** Highest `Weight`: turns by weight are laid out in a list. */
export const maxWeight = 1_000;

export const hostAndPort = z.object({
  Host: z.string().default('').describe('Host name or address of the service.'),
  Port: port.default(0).describe('Port of the service; 0 is the default port of the scheme.'),
  Weight: z
    .int32()
    .default(1)
    .describe(
      `Share of the requests, from 1 to ${maxWeight}, for balancers that go by it (WeightedRoundRobin, CookieStickySessions, IpHash, HeaderHash, Random). Beyond Ocelot.`,
    ),
});

export type HostAndPort = z.output<typeof hostAndPort>;
