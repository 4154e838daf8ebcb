import { z } from 'zod';
import { writtenClaims } from './scheme-scalars.js';

const apiKey = z.object({
  Name: z.string().default('').describe('Who has the key: the claims name and sub.'),
  Value: z.string().optional().describe('The key; best as ${NAME} or ${file:PATH}.'),
  Sha256: z.string().optional().describe('Its SHA-256 hash in hexadecimal digits, instead of Value.'),
  Claims: writtenClaims,
});

/** A key in a header field or in the query. */
export const apiKeyScheme = z.object({
  Type: z.literal('ApiKey'),
  Header: z.string().optional().describe('Header field with the key. Default, without Query: X-Api-Key.'),
  Query: z.string().optional().describe('Query parameter with the key.'),
  Keys: z.array(apiKey).default([]),
});

export type ApiKeyScheme = z.output<typeof apiKeyScheme>;
