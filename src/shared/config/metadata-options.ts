import { z } from 'zod';
import { texts } from './scalars.js';

export const metadataOptions = z.object({
  Separators: texts.optional().describe('What separates the items of a list in Metadata. Default: [","].'),
  TrimChars: texts.optional().describe('Characters trimmed from each item. Default: [" "].'),
  StringSplitOption: z.string().optional().describe('None, RemoveEmptyEntries or TrimEntries. Default: None.'),
  NumberStyle: z.string().optional().describe('Number styles in .NET names, comma separated. Default: Any.'),
  CurrentCulture: z.string().optional().describe('Culture in which numbers are read.'),
});

export type MetadataOptions = z.output<typeof metadataOptions>;
