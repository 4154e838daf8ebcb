import { execFileSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface TestPair {
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface PairOptions {
  /** Subject alternative names; default: the name of the pair. */
  readonly names?: readonly string[];
  readonly days?: number;
  /** Arguments of `openssl req` that choose the key. */
  readonly key?: readonly string[];
}

/** A self-signed certificate and its key, as `NAME.crt` and `NAME.key` in the folder. Every call makes a new one. */
export function makePair(folder: string, name: string, options: PairOptions = {}): TestPair {
  const { names = [name], days = 90, key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] } = options;
  const pair = { certificateFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) };
  const alternatives = names.map((each) => `DNS:${each}`).join(',');
  openssl(
    ...['req', '-x509', ...key, '-nodes', '-days', `${days}`, '-subj', `/CN=${name}`],
    ...['-addext', `subjectAltName=${alternatives}`, '-keyout', pair.keyFile, '-out', pair.certificateFile],
  );
  return pair;
}

/** Writes one pair over another, the certificate first, as a renewal does. */
export async function replacePair(target: TestPair, source: TestPair): Promise<void> {
  await copyFile(source.certificateFile, target.certificateFile);
  await copyFile(source.keyFile, target.keyFile);
}

export function openssl(...args: readonly string[]): void {
  try {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('The TLS tests make certificates with openssl, which is not on PATH: apt-get install openssl');
  }
}
