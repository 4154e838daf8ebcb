import { access, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pair, PairFiles } from './pair.js';

/**
 * A private folder (0700) with copies (0600) of checked pairs, named by their content.
 *
 * uWebSockets.js takes file names and reads them when a worker starts. Copies let a worker that is restarted have the pair
 * that was good, whatever stands in the user's files by then.
 */
export class CertificateFolder {
  #path: string | null = null;

  /** The copies of this pair; written when they are not there, be it because somebody has tidied the folder away. */
  async keep(pair: Pair): Promise<PairFiles> {
    const folder = await this.#existing();
    return {
      certificateFile: await write(join(folder, `${pair.digest}.crt`), pair.certificate),
      keyFile: await write(join(folder, `${pair.digest}.key`), pair.key),
    };
  }

  /** Removes the copies of all other pairs. */
  async retain(digests: ReadonlySet<string>): Promise<void> {
    const folder = this.#path;
    if (folder === null || !(await exists(folder))) return;
    const names = await readdir(folder);
    const others = names.filter((name) => !digests.has(name.slice(0, name.indexOf('.'))));
    await Promise.all(others.map((name) => rm(join(folder, name), { force: true })));
  }

  async remove(): Promise<void> {
    if (this.#path === null) return;
    await rm(this.#path, { recursive: true, force: true });
    this.#path = null;
  }

  /** A folder that has gone gets a new name: somebody else may own the old one now. */
  async #existing(): Promise<string> {
    if (this.#path === null || !(await exists(this.#path))) this.#path = await mkdtemp(join(tmpdir(), 'margay-tls-'));
    return this.#path;
  }
}

/** Under another name first, so that a copy is complete or not there. */
async function write(file: string, content: Buffer): Promise<string> {
  if (await exists(file)) return file;
  await writeFile(`${file}.part`, content, { mode: 0o600 });
  await rename(`${file}.part`, file);
  return file;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
