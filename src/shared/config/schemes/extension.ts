import { z } from 'zod';

/** A scheme that an extension brings (`authenticationSchemes`). */
export const extensionScheme = z.object({
  Type: z.literal('Extension'),
  Extension: z.string().default('').describe('Name under authenticationSchemes of a module in Gateway.Extensions.'),
  Options: z.record(z.string(), z.unknown()).default({}).describe('What the extension is given.'),
});

export type ExtensionScheme = z.output<typeof extensionScheme>;
