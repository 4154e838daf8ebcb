import { z } from 'zod';
import { port } from '../scalars.js';

export const admin = z.strictObject({
  Host: z.string().default('127.0.0.1').describe('Address of the admin port; another than loopback needs Secret.'),
  Port: port.default(5001).describe('Admin port.'),
  Secret: z.string().optional().describe('Bearer token of the admin port; best as ${NAME} or ${file:PATH}.'),
});

export type Admin = z.output<typeof admin>;
