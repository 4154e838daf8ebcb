import { jsonSchema } from '../shared/config/json-schema.js';

/** Prints the JSON Schema of a configuration, for editors. Exit code: 0. */
export function schema(): number {
  process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
  return 0;
}
