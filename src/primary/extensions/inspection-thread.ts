import { parentPort, workerData } from 'node:worker_threads';
import type { Extensions } from '../../shared/extensions/extensions.js';
import { loadModule } from '../../shared/extensions/load-module.js';
import { duplicateNames, namesOf } from '../../shared/extensions/names-of.js';
import type { Inspection } from './inspection.js';

const { files, timeout } = workerData as { files: readonly string[]; timeout: number };

const modules: Extensions[] = [];
const faults: (string | null)[] = [];
for (const file of files) {
  try {
    modules.push(await loadModule(file, timeout / files.length));
    faults.push(null);
  } catch (error) {
    faults.push((error as Error).message);
  }
}
const duplicates = duplicateNames(modules);
const usable = duplicates.length === 0 && faults.every((fault) => fault === null);
parentPort!.postMessage({ faults, duplicates, names: usable ? namesOf(modules) : null } satisfies Inspection);
