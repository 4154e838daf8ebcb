import { z } from 'zod';
import { config } from './config.js';

/** JSON Schema (draft-07, which editors know best) of a configuration file. Names are given in their canonical spelling. */
export function jsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(config, { target: 'draft-7', io: 'input' });
  return { ...schema, title: 'Margay configuration', description: 'ocelot.json, and the Gateway section of Margay.' };
}
