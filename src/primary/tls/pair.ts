import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Where a certificate chain and its private key stand; absolute. */
export interface PairFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** What stands there. */
export interface Pair {
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** Equal content, equal digest. */
  readonly digest: string;
}

/** Why a pair cannot be used, and which of its two files is to blame. */
export interface PairFault {
  readonly file: 'CertificateFile' | 'KeyFile';
  readonly message: string;
  readonly suggestion: string | null;
}

export async function readPair({ certificateFile, keyFile }: PairFiles): Promise<Pair | PairFault> {
  const certificate = await readFile(certificateFile).catch(reason);
  if (typeof certificate === 'string')
    return unreadable('CertificateFile', 'certificate', certificateFile, certificate);
  const key = await readFile(keyFile).catch(reason);
  if (typeof key === 'string') return unreadable('KeyFile', 'key', keyFile, key);
  const digest = createHash('sha256').update(`${certificate.length}\0`).update(certificate).update(key).digest('hex');
  return { certificate, key, digest };
}

function unreadable(file: PairFault['file'], what: string, name: string, why: string): PairFault {
  return { file, message: `The ${what} file ${name} cannot be read: ${why}.`, suggestion: null };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'the user that runs Margay has no right to',
};

function reason(error: NodeJS.ErrnoException): string {
  return reasons[error.code ?? ''] ?? error.code ?? error.message;
}
