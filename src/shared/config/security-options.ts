import { z } from 'zod';
import { texts } from './scalars.js';

export const securityOptions = z.object({
  IPAllowedList: texts
    .default([])
    .describe('Addresses that may call: single, range (a-b), mask (a/255.255.255.0) or CIDR (a/24).'),
  IPBlockedList: texts.default([]).describe('Addresses that may not call, written like IPAllowedList. Blocking wins.'),
  ExcludeAllowedFromBlocked: z.boolean().default(false).describe('Removes allowed addresses from the blocked ones.'),
});

export type SecurityOptions = z.output<typeof securityOptions>;
