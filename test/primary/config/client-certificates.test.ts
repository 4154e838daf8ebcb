import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readClientCertificates } from '../../../src/primary/config/client-certificates.js';
import { config } from '../../../src/shared/config/config.js';
import { makePair } from '../../support/certificates.js';

const folder = mkdtempSync(join(tmpdir(), 'margay-client-'));
afterAll(() => rmSync(folder, { recursive: true }));

const good = makePair(folder, 'good');
const other = makePair(folder, 'other');
const garbage = join(folder, 'garbage');
writeFileSync(garbage, 'no PEM');

const read = (ClientCertificate: object, now = Date.now()) =>
  readClientCertificates(config.parse({ Routes: [{ UpstreamPathTemplate: '/a', ClientCertificate }] }), now);

test('the texts of the files take the place of their names, and the files are watched', async () => {
  const { config, findings, files } = await read({ CertificateFile: good.certificateFile, KeyFile: good.keyFile });
  expect(findings).toEqual([]);
  const certificate = config.Routes[0]!.ClientCertificate!;
  expect(certificate.Certificate).toContain('BEGIN CERTIFICATE');
  expect(certificate.Key).toContain('PRIVATE KEY');
  expect(certificate.KeyFile).toBeUndefined();
  expect(files.map(({ path }) => path)).toEqual([good.certificateFile, good.keyFile]);
});

test('texts are taken as they are', async () => {
  const texts = (await read({ CertificateFile: good.certificateFile, KeyFile: good.keyFile })).config.Routes[0]!;
  const { config, findings } = await read(texts.ClientCertificate!);
  expect([findings, config.Routes[0]!.ClientCertificate]).toEqual([[], texts.ClientCertificate]);
});

test.each([
  ['no certificate', { KeyFile: good.keyFile }, 'CertificateFile', /has no certificate/],
  ['no key', { CertificateFile: good.certificateFile }, 'KeyFile', /has no key/],
  [
    'a missing file',
    { CertificateFile: join(folder, 'none.crt'), KeyFile: good.keyFile },
    'CertificateFile',
    /none\.crt cannot be read: ENOENT/,
  ],
  ['garbage', { CertificateFile: garbage, KeyFile: good.keyFile }, 'CertificateFile', /garbage holds no certificate/],
  [
    'a garbage key',
    { CertificateFile: good.certificateFile, KeyFile: garbage },
    'KeyFile',
    /garbage holds no private key/,
  ],
  [
    'another key',
    { CertificateFile: good.certificateFile, KeyFile: other.keyFile },
    'KeyFile',
    /other\.key does not belong/,
  ],
])('%s is an error that names the file', async (_name, written, where, message) => {
  const { findings } = await read(written);
  expect(findings).toHaveLength(1);
  expect(findings[0]!.severity ?? 'error').toBe('error');
  expect(findings[0]!.path).toEqual(['Routes', 0, 'ClientCertificate', where]);
  expect(findings[0]!.message).toMatch(message);
});

test('a certificate that is over is a warning', async () => {
  const later = Date.now() + 400 * 24 * 3_600_000;
  const { findings } = await read({ CertificateFile: good.certificateFile, KeyFile: good.keyFile }, later);
  expect(findings.map(({ severity, message }) => [severity, /has expired/.test(message)])).toEqual([['warning', true]]);
});
