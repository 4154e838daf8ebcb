import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CertificateFolder } from '../../../src/primary/tls/certificate-folder.js';
import { type Pair, readPair } from '../../../src/primary/tls/pair.js';
import { makePair } from '../../support/certificates.js';

let one: Pair;
let other: Pair;
let folder = new CertificateFolder();

beforeAll(async () => {
  const sources = await mkdtemp(join(tmpdir(), 'margay-test-'));
  [one, other] = (await Promise.all([makePair(sources, 'one'), makePair(sources, 'other')].map(readPair))) as [
    Pair,
    Pair,
  ];
  await rm(sources, { recursive: true });
});
afterEach(async () => {
  await folder.remove();
  folder = new CertificateFolder();
});

const mode = async (path: string) => (await stat(path)).mode & 0o777;

describe('CertificateFolder', () => {
  it('keeps copies that only its user can read, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      const { certificateFile, keyFile } = await folder.keep(one);
      expect(await readFile(certificateFile)).toEqual(one.certificate);
      expect(await readFile(keyFile)).toEqual(one.key);
      expect(await mode(dirname(keyFile))).toBe(0o700);
      expect(await mode(keyFile)).toBe(0o600);
      expect(await mode(certificateFile)).toBe(0o600);
    } finally {
      process.umask(umask);
    }
  });

  it('names equal pairs equally and different pairs differently', async () => {
    const first = await folder.keep(one);
    expect(await folder.keep(one)).toEqual(first);
    expect((await folder.keep(other)).keyFile).not.toBe(first.keyFile);
  });

  it('writes a copy again that has been removed', async () => {
    const { keyFile } = await folder.keep(one);
    await rm(keyFile);
    await folder.keep(one);
    expect(await readFile(keyFile)).toEqual(one.key);
  });

  it('takes another folder when its own has been removed', async () => {
    const first = dirname((await folder.keep(one)).keyFile);
    await rm(first, { recursive: true });
    const { keyFile } = await folder.keep(one);
    expect(dirname(keyFile)).not.toBe(first);
    expect(await mode(dirname(keyFile))).toBe(0o700);
    expect(await readFile(keyFile)).toEqual(one.key);
  });

  it('retains what it is told to and nothing else', async () => {
    const { keyFile } = await folder.keep(one);
    await folder.keep(other);
    await folder.retain(new Set([one.digest]));
    expect((await readdir(dirname(keyFile))).sort()).toEqual([`${one.digest}.crt`, `${one.digest}.key`]);
  });

  it('leaves nothing behind', async () => {
    const { keyFile } = await folder.keep(one);
    await folder.remove();
    await expect(stat(dirname(keyFile))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
