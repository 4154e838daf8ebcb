import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PairFault, type PairFiles, readPair } from '../../../src/primary/tls/pair.js';
import { pairFault } from '../../../src/primary/tls/pair-fault.js';
import { makePair, openssl } from '../../support/certificates.js';

let folder: string;
let good: PairFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'margay-test-'));
  good = makePair(folder, 'good.example');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function faultOf(files: PairFiles): Promise<PairFault | null> {
  const found = await readPair(files);
  return 'message' in found ? found : pairFault(found, files);
}

async function fileWith(name: string, content: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

describe('pairFault', () => {
  it.each([
    ['RSA', ['-newkey', 'rsa:2048']],
    ['P-256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ['P-521', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521']],
    ['Ed25519', ['-newkey', 'ed25519']],
  ])('accepts an %s key', async (kind, key) => {
    expect(await faultOf(makePair(folder, `${kind}.example`, { key }))).toBeNull();
  });

  it.each([
    ['secp256k1', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1']],
    ['rsa-pss', ['-newkey', 'rsa-pss']],
  ])('refuses a key that uWebSockets.js does not serve: %s', async (kind, key) => {
    const fault = await faultOf(makePair(folder, `${kind}.example`, { key }));
    expect(fault).toMatchObject({ file: 'KeyFile', message: expect.stringContaining(`(${kind})`) });
  });

  it('names a certificate file that does not exist', async () => {
    const certificateFile = join(folder, 'missing.crt');
    expect(await faultOf({ ...good, certificateFile })).toEqual({
      file: 'CertificateFile',
      message: `The certificate file ${certificateFile} cannot be read: it does not exist.`,
      suggestion: null,
    });
  });

  it('names a key file that is a folder', async () => {
    expect(await faultOf({ ...good, keyFile: folder })).toMatchObject({
      file: 'KeyFile',
      message: `The key file ${folder} cannot be read: it is a folder.`,
    });
  });

  it('refuses a binary certificate and says how to convert it', async () => {
    const certificateFile = join(folder, 'binary.der');
    openssl('x509', '-in', good.certificateFile, '-outform', 'der', '-out', certificateFile);
    const fault = await faultOf({ ...good, certificateFile });
    expect(fault).toMatchObject({ file: 'CertificateFile', suggestion: expect.stringContaining('-inform der') });
  });

  it('refuses a certificate that is cut off', async () => {
    const whole = await readFile(good.certificateFile, 'utf8');
    const certificateFile = await fileWith('cut.crt', whole.slice(0, whole.length / 2));
    expect(await faultOf({ ...good, certificateFile })).toMatchObject({ file: 'CertificateFile' });
  });

  it('refuses an empty key file', async () => {
    const keyFile = await fileWith('empty.key', '');
    expect(await faultOf({ ...good, keyFile })).toMatchObject({
      file: 'KeyFile',
      message: `The key file ${keyFile} holds no private key in PEM format.`,
    });
  });

  it.each([[[]], [['-traditional']]])('refuses a key with a passphrase %j', async (form) => {
    const keyFile = join(folder, 'locked.key');
    openssl('pkey', '-in', good.keyFile, '-aes256', ...form, '-passout', 'pass:secret', '-out', keyFile);
    const fault = await faultOf({ ...good, keyFile });
    expect(fault).toMatchObject({ file: 'KeyFile', message: expect.stringContaining('protected by a passphrase') });
  });

  it('refuses the key of another certificate', async () => {
    const { keyFile } = makePair(folder, 'other.example');
    const fault = await faultOf({ ...good, keyFile });
    expect(fault).toMatchObject({ file: 'KeyFile', message: expect.stringContaining('does not belong') });
  });

  it('refuses a chain in which the own certificate is not the first', async () => {
    const issuer = makePair(folder, 'issuer.example');
    const chain = [await readFile(issuer.certificateFile, 'utf8'), await readFile(good.certificateFile, 'utf8')];
    const certificateFile = await fileWith('chain.crt', chain.join(''));
    expect(await faultOf({ ...good, certificateFile })).toMatchObject({
      suggestion: expect.stringContaining('comes first'),
    });
  });
});
