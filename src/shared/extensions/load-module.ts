import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Extensions } from './extensions.js';
import { shapeFaults } from './shape.js';

/** Milliseconds that a module may take until it is loaded. */
export const loadTimeout = 10_000;

/** The extensions of a module. Rejects with a message for the user: file and reason. */
export async function loadModule(file: string, timeout = loadTimeout): Promise<Extensions> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`is not loaded after ${timeout} ms`)), timeout);
  });
  try {
    const { default: extensions } = (await Promise.race([import(pathToFileURL(file).href), late])) as {
      default?: unknown;
    };
    const faults = [...shapeFaults(extensions)];
    if (faults.length > 0) throw new Error(faults.join('; '));
    return extensions as Extensions;
  } catch (error) {
    throw new Error(`extension ${file}: ${existsSync(file) ? reasonOf(error) : 'there is no such file'}`);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `throws ${String(error)}`;
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}
