import { z } from 'zod';
import { port } from './scalars.js';

export const hostAndPort = z.object({
  Host: z.string().default('').describe('Host name or address of the service.'),
  Port: port.default(0).describe('Port of the service; 0 is the default port of the scheme.'),
});

export type HostAndPort = z.output<typeof hostAndPort>;
