import { z } from 'zod';
import { writtenClaims } from './scheme-scalars.js';

const basicUser = z.object({
  Name: z.string().default('').describe('The user; also the claims name and sub.'),
  PasswordHash: z.string().default('').describe('bcrypt ($2b$…, as htpasswd -B writes it) or Argon2 ($argon2id$…).'),
  Claims: writtenClaims,
});

/** Name and password (RFC 7617). */
export const basicScheme = z.object({
  Type: z.literal('Basic'),
  Realm: z.string().default('gateway').describe('What browsers show beside the question for the password.'),
  Users: z.array(basicUser).default([]),
});

export type BasicScheme = z.output<typeof basicScheme>;
