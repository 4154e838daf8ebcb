import { Worker } from 'node:worker_threads';
import type { ExtensionNames } from '../../shared/extensions/extension-names.js';
import { loadTimeout } from '../../shared/extensions/load-module.js';

/** What was found of extension modules. */
export interface Inspection {
  /** One for each file; `null`: it can be used. */
  readonly faults: readonly (string | null)[];
  /** What they say only together. */
  readonly duplicates: readonly string[];
  /** `null` when any of them cannot be used. */
  readonly names: ExtensionNames | null;
}

const thread = new URL('./inspection-thread.js', import.meta.url);

/**
 * Loads modules in a thread of their own, which ends afterwards: what they do when they are loaded, and a loop without end,
 * does not touch the primary, and a changed file is read anew.
 *
 * @param files absolute
 */
export function inspectExtensions(
  files: readonly string[],
  entry = thread,
  timeout = loadTimeout,
): Promise<Inspection> {
  const failed = (reason: string): Inspection => ({ faults: files.map(() => reason), duplicates: [], names: null });
  return new Promise((resolve) => {
    const worker = new Worker(entry, { workerData: { files, timeout } });
    const end = (inspection: Inspection): void => {
      clearTimeout(timer);
      resolve(inspection);
      void worker.terminate();
    };
    // Modules that wait tell so themselves; this is for one that does not let anything else run.
    const timer = setTimeout(() => end(failed(`the extensions are not loaded after ${timeout} ms`)), timeout + 1_000);
    worker.once('message', end);
    worker.once('error', (error) => end(failed(`an extension threw while it was loaded: ${error.message}`)));
    worker.once('exit', (code) => end(failed(`an extension ended its process with ${code} while it was loaded`)));
  });
}
