import { z } from 'zod';
import { texts } from '../scalars.js';

export const forwardedHeaders = z.strictObject({
  Send: z.boolean().default(false).describe('Send X-Forwarded-For, -Proto, -Host and Forwarded to services.'),
  TrustedProxies: texts
    .default([])
    .describe('Addresses and ranges of proxies whose word about the client is believed: "10.0.0.0/8".'),
  Read: z
    .enum(['X-Forwarded-For', 'Forwarded'])
    .default('X-Forwarded-For')
    .describe('The header in which trusted proxies name the client; the other one is not believed.'),
});

export type ForwardedHeaders = z.output<typeof forwardedHeaders>;
