import { fileURLToPath } from 'node:url';

/** The project's root folder, with a trailing slash. Compiled, this file lies in bench/dist/bench. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where a compiled file of bench/ lies. */
export function compiled(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
