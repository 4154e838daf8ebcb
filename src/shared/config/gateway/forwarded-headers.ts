import { z } from 'zod';
import { texts } from '../scalars.js';

export const forwardedHeaders = z.strictObject({
  Send: z.boolean().default(false).describe('Send X-Forwarded-For, -Proto, -Host and Forwarded to services.'),
  TrustedProxies: texts.default([]).describe('Addresses whose forwarded headers are believed.'),
});

export type ForwardedHeaders = z.output<typeof forwardedHeaders>;
