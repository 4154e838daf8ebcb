import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Problem } from './contract.js';

/** What a `--config` path stands for. */
export interface Sources {
  /** `merge`: the files of a folder, to be put together; `single`: one file as it is. */
  readonly kind: 'single' | 'merge';
  readonly texts: readonly SourceText[];
  /** How many there should be. */
  readonly count: number;
  readonly problems: readonly Problem[];
  /** Absolute; also what was looked for and not found. */
  readonly watched: readonly string[];
}

export interface SourceText {
  /** As the user gave it. */
  readonly name: string;
  readonly fileName: string;
  readonly text: string;
}

const candidate = /^ocelot\.(.*?)\.json$/i;

/**
 * Reads a file, or the `ocelot.*.json` files of a folder in ordinal order of their names, without the file of the current
 * environment. Source: Ocelot, merging files.
 */
export async function readSources(path: string, environment: string): Promise<Sources> {
  const kind = await kindOf(path);
  if (kind !== 'folder') return readAll('single', [{ name: path, fileName: path }], [path]);
  let names: string[];
  try {
    names = await readdir(path);
  } catch (error) {
    return failed(path, reasonOf(error));
  }
  const left = `ocelot.${environment.trim() || 'Development'}.json`.toLowerCase();
  const all = names.filter((name) => candidate.test(name)).sort();
  const chosen = all.filter((name) => name.toLowerCase() !== left);
  const whole = names.find((name) => name.toLowerCase() === 'ocelot.json');
  const watched = [path, ...[...new Set([...all, whole ?? 'ocelot.json'])].map((name) => join(path, name))];
  if (chosen.length === 0 && whole !== undefined) {
    return readAll('single', [{ name: join(path, whole), fileName: whole }], watched);
  }
  if (chosen.length === 0) return failed(path, 'holds no ocelot.*.json and no ocelot.json', watched);
  const read = await readAll(
    'merge',
    chosen.map((name) => ({ name: join(path, name), fileName: name })),
    watched,
  );
  return whole === undefined ? read : { ...read, problems: [...read.problems, notRead(join(path, whole))] };
}

async function readAll(
  kind: Sources['kind'],
  files: readonly Omit<SourceText, 'text'>[],
  watched: readonly string[],
): Promise<Sources> {
  const texts: SourceText[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    try {
      texts.push({ ...file, text: await readFile(file.name, 'utf8') });
    } catch (error) {
      problems.push(...failed(file.name, reasonOf(error)).problems);
    }
  }
  return { kind, texts, count: files.length, problems, watched: watched.map((path) => resolve(path)) };
}

async function kindOf(path: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'file';
  }
}

function failed(path: string, reason: string, watched: readonly string[] = [path]): Sources {
  const problem: Problem = {
    severity: 'error',
    path: '',
    location: path,
    message: `${path} ${reason}`,
    suggestion: 'Name a configuration file, or a folder with ocelot.*.json files, with --config.',
  };
  return { kind: 'single', texts: [], count: 1, problems: [problem], watched: watched.map((file) => resolve(file)) };
}

function notRead(path: string): Problem {
  return {
    severity: 'notice',
    path: '',
    location: path,
    message: `${path} is not read: the folder's ocelot.*.json files are, and Ocelot writes their sum to this one`,
    suggestion: `To use it alone, start with --config ${path}.`,
  };
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: no permission';
  return `cannot be read: ${code}`;
}
