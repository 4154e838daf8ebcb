import { z } from 'zod';

/** A change to a header beyond what Ocelot's texts can say; parts may stand together. */
const headerChange = z.strictObject({
  Remove: z.boolean().optional().describe('Removes the header. Together with Add: sets it, whatever was there.'),
  Find: z
    .string()
    .optional()
    .describe('Text to look for in every value, with regard to case; may be {DownstreamBaseUrl}.'),
  Replace: z
    .string()
    .optional()
    .describe('What is put in its place; may hold {BaseUrl}, {RemoteIpAddress}, {UpstreamHost}.'),
  Add: z
    .string()
    .optional()
    .describe('Value that a request gets in place of its own, and an answer when the service sends none.'),
});

/** Header name and what happens to it: Ocelot's `"value"` or `"find, replace"`, or one change or several. */
export const headerTransforms = z.record(
  z.string(),
  z.union([z.string(), headerChange, z.array(headerChange)], {
    error: 'must be a text, an object with Find and Replace, Add or Remove, or a list of such objects',
  }),
);

export type HeaderChange = z.output<typeof headerChange>;
export type HeaderTransforms = Readonly<z.output<typeof headerTransforms>>;
export type HeaderTransform = HeaderTransforms[string];
