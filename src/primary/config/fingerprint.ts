import { type BigIntStats, promises } from 'node:fs';

/** Nanoseconds within which a file may be written twice and look the same. */
const GRANULARITY = 20_000_000n;

/**
 * What the file system tells of some files without reading them; links are followed. Equal fingerprints mean equal content.
 *
 * A file that was written just now may be written again within the same tick of its clock. Such a fingerprint equals no
 * other one, so that the files are looked at once more (git calls this "racily clean").
 */
export async function fingerprint(files: readonly string[]): Promise<string> {
  const states = await Promise.all(files.map((file) => promises.stat(file, { bigint: true }).catch(() => null)));
  const now = BigInt(Date.now()) * 1_000_000n;
  const racy = states.some((state) => state !== null && now - newest(state) < GRANULARITY);
  const marks = states.map((state) =>
    state === null ? '-' : `${state.dev}:${state.ino}:${state.size}:${state.mtimeNs}:${state.ctimeNs}`,
  );
  return `${marks.join(' ')}${racy ? ` ${now}` : ''}`;
}

function newest({ mtimeNs, ctimeNs }: BigIntStats): bigint {
  return mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
}
