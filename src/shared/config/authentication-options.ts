import { z } from 'zod';
import { texts } from './scalars.js';

export const authenticationOptions = z.object({
  AllowAnonymous: z.boolean().optional().describe('true skips authentication and the scope check. Default: false.'),
  AllowedScopes: texts.optional().describe('Scopes of which the user needs one. An empty list requires none.'),
  AuthenticationProviderKeys: texts
    .optional()
    .describe('Authentication schemes (names under Authentication.Schemes), tried in order.'),
});

export type AuthenticationOptions = z.output<typeof authenticationOptions>;
