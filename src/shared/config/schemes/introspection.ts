import { z } from 'zod';
import { texts } from '../scalars.js';
import { claimMap, timeSpan } from './scheme-scalars.js';

/** Opaque tokens in `Authorization: Bearer`, which the server that issued them explains (RFC 7662). */
export const introspectionScheme = z.object({
  Type: z.literal('Introspection'),
  Endpoint: z.string().default('').describe('URL of the introspection endpoint.'),
  RequireHttps: z.boolean().default(true).describe('false allows http: for Endpoint.'),
  ClientId: z.string().default('').describe('Who the gateway is for the endpoint.'),
  ClientSecret: z.string().default('').describe('Its secret; best as ${NAME} or ${file:PATH}.'),
  ValidIssuers: texts.default([]).describe('When given, iss must be one of them.'),
  ValidAudiences: texts.default([]).describe('When given, aud must name one of them.'),
  MaxCacheTime: timeSpan
    .prefault('1m')
    .describe('How long an answer is used at most; a token that ends earlier ends then.'),
  Timeout: timeSpan.prefault('5s').describe('For the whole answer of the endpoint.'),
  ClaimMap: claimMap,
});

export type IntrospectionScheme = z.output<typeof introspectionScheme>;
