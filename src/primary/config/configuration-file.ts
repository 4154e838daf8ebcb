import { randomBytes } from 'node:crypto';
import { chmod, copyFile, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { HostConfiguration } from '../jobs/configuration-rollout.js';
import type { LoadRequest, LoadResult, Problem } from './contract.js';
import { formatProblem } from './format-problem.js';
import { loadConfiguration } from './load.js';

export interface ConfigurationFileParts {
  readonly request: LoadRequest;
  /** Changes the files while nobody else reads them; what the change resolves with counts as read. `null`: nothing changed. */
  readonly change: (change: () => Promise<LoadResult | null>) => Promise<void>;
  /** Runs what was read. Resolves with the reason when that is refused, and parts of it may run. */
  readonly reload: (loaded: LoadResult) => Promise<string | null>;
}

/**
 * The one file this host is configured with, as rollouts write it.
 *
 * ```
 *   apply:   ocelot.json.new-1f… is checked ──▶ ocelot.json.before-ID is kept ──▶ renamed over ocelot.json ──▶ reload
 *   revert:  ocelot.json.before-ID ──▶ renamed over ocelot.json ──▶ reload
 * ```
 */
export class ConfigurationFile implements HostConfiguration {
  readonly #parts: ConfigurationFileParts;

  constructor(parts: ConfigurationFileParts) {
    this.#parts = parts;
  }

  /** What is wrong with a text, for this host with its environment and flags. Rejects with FileRefusal when it takes none. */
  async check(text: string): Promise<readonly Problem[]> {
    const { file, loaded, next } = await this.#written(await this.#file(), text);
    await rm(next, { force: true });
    return loaded.problems.map((problem) => ({
      ...problem,
      location: problem.location?.replace(next, file) ?? null,
    }));
  }

  async apply(rolloutId: string, text: string): Promise<string | null> {
    let reason: string | null = null;
    try {
      const file = await this.#file();
      await this.#parts.change(async () => {
        const { loaded, next } = await this.#written(file, text);
        if (loaded.config === null) {
          await rm(next, { force: true });
          reason = errorsOf(loaded.problems, next, file);
          return null;
        }
        const kept = keptName(file, rolloutId);
        // One that is there already is of a try that did not come to its end.
        if (!(await exists(kept))) {
          await forgetKept(file);
          await copyFile(file, kept);
        }
        await rename(next, file);
        const taken = await loadConfiguration(this.#parts.request);
        reason = await this.#parts.reload(taken);
        return reason === null ? taken : this.#goBack(kept, file);
      });
    } catch (error) {
      reason = refusalOf(error);
    }
    return reason;
  }

  async revert(rolloutId: string): Promise<void> {
    const file = await this.#file().catch(() => null);
    if (file === null) return;
    const kept = keptName(file, rolloutId);
    await this.#parts.change(async () => ((await exists(kept)) ? this.#goBack(kept, file) : null));
  }

  async #goBack(kept: string, file: string): Promise<LoadResult> {
    await rename(kept, file);
    const loaded = await loadConfiguration(this.#parts.request);
    await this.#parts.reload(loaded);
    return loaded;
  }

  /** The text in a file beside the real one, so that relative paths mean the same. */
  async #written(file: string, text: string): Promise<{ file: string; next: string; loaded: LoadResult }> {
    const { request } = this.#parts;
    const next = `${file}.new-${randomBytes(4).toString('hex')}`;
    try {
      await writeFile(next, text);
      await chmod(next, (await stat(file)).mode);
      return { file, next, loaded: await loadConfiguration({ ...request, paths: [next] }) };
    } catch (error) {
      await rm(next, { force: true }).catch(() => {});
      throw error;
    }
  }

  /** The file itself, behind links. Rejects with FileRefusal. */
  async #file(): Promise<string> {
    const { paths } = this.#parts.request;
    if (paths.length !== 1) throw notOneFile(`${paths.length} paths are laid over each other`);
    const file = await realpath(paths[0]!);
    if ((await stat(file)).isDirectory()) throw notOneFile(`${paths[0]} is a folder`);
    return file;
  }
}

/** This host cannot be rolled out to. The message is for the user. */
export class FileRefusal extends Error {}

function notOneFile(what: string): FileRefusal {
  return new FileRefusal(`a rollout writes the one file a host is configured with; here ${what}`);
}

/** Why a file could not be changed, for the user. What is no fault of the file is thrown again. */
export function refusalOf(error: unknown): string {
  if (error instanceof FileRefusal) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `the configuration file cannot be written: ${code}${path === undefined ? '' : ` (${path})`}`;
}

function errorsOf(problems: readonly Problem[], next: string, file: string): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return errors.map((problem) => formatProblem(problem).replaceAll(next, file)).join('\n');
}

function keptName(file: string, rolloutId: string): string {
  return `${file}.before-${rolloutId}`;
}

/** A rollout that is followed by another one cannot be taken back any more. */
async function forgetKept(file: string): Promise<void> {
  const folder = dirname(file);
  const prefix = keptName(basename(file), '');
  for (const name of await readdir(folder)) if (name.startsWith(prefix)) await rm(join(folder, name), { force: true });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
