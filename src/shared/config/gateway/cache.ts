import { z } from 'zod';
import { size } from '../scalars.js';

export const cache = z.strictObject({
  MaxBytes: size.prefault('64MB').describe('Most memory of cached answers, per worker.'),
  MaxEntryBytes: size
    .prefault('1MB')
    .describe('Largest body that is cached, and largest request body that is part of a cache key.'),
});

export type Cache = z.output<typeof cache>;
