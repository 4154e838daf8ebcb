import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ClientCertificate } from '../../shared/config/client-certificate.js';
import type { Config } from '../../shared/config/config.js';
import type { Finding } from './checks/check.js';
import type { Path } from './path.js';

/** A file that was read; absolute. */
export interface ReadFile {
  readonly path: string;
  readonly text: string;
}

export interface ClientCertificatesRead {
  /** With the texts of the files in place of their names. */
  readonly config: Config;
  readonly findings: readonly Finding[];
  /** Looked for, whether they were there or not. */
  readonly files: readonly ReadFile[];
}

/** Reads the client certificates of all routes and checks that each belongs to its key and is a certificate of today. */
export async function readClientCertificates(config: Config, now: number): Promise<ClientCertificatesRead> {
  const findings: Finding[] = [];
  const files = new Map<string, ReadFile>();
  const routes = [...config.Routes];
  for (const [index, route] of routes.entries()) {
    const written = route.ClientCertificate;
    if (written === undefined) continue;
    const path = ['Routes', index, 'ClientCertificate'];
    const certificate = await text(written.CertificateFile, written.Certificate, [...path, 'CertificateFile']);
    const key = await text(written.KeyFile, written.Key, [...path, 'KeyFile']);
    if (certificate === null || key === null) continue;
    findings.push(...pairFindings(written, certificate, key, path, now));
    routes[index] = { ...route, ClientCertificate: { Certificate: certificate, Key: key } };
  }
  return { config: files.size === 0 ? config : { ...config, Routes: routes }, findings, files: [...files.values()] };

  async function text(file: string | undefined, given: string | undefined, path: Path): Promise<string | null> {
    const what = path.at(-1) === 'KeyFile' ? 'key' : 'certificate';
    if (file === undefined || file.trim() === '') {
      if (given !== undefined && given.trim() !== '') return given;
      findings.push({ path, message: `ClientCertificate has no ${what}`, suggestion: `Name its PEM file.` });
      return null;
    }
    const absolute = resolve(file);
    try {
      const read = await readFile(absolute, 'utf8');
      files.set(absolute, { path: absolute, text: read });
      return read;
    } catch (error) {
      files.set(absolute, { path: absolute, text: '' });
      findings.push({ path, message: `the ${what} file ${file} cannot be read: ${(error as Error).message}` });
      return null;
    }
  }
}

function* pairFindings(
  { CertificateFile, KeyFile }: ClientCertificate,
  certificate: string,
  key: string,
  path: Path,
  now: number,
): Generator<Finding> {
  const certificateName = CertificateFile ?? 'Certificate';
  const keyName = KeyFile ?? 'Key';
  const leaf = attempt(() => new X509Certificate(certificate));
  if (leaf === null) {
    yield { path: [...path, 'CertificateFile'], message: `${certificateName} holds no certificate in PEM format` };
    return;
  }
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === null) {
    const why = key.includes('ENCRYPTED') ? 'is protected by a passphrase' : 'holds no private key in PEM format';
    yield { path: [...path, 'KeyFile'], message: `${keyName} ${why}` };
    return;
  }
  if (!leaf.checkPrivateKey(privateKey)) {
    const message = `the key in ${keyName} does not belong to the first certificate in ${certificateName}`;
    yield { path: [...path, 'KeyFile'], message };
    return;
  }
  if (Date.parse(leaf.validTo) < now) {
    const message = `the client certificate in ${certificateName} has expired on ${leaf.validTo}`;
    yield { severity: 'warning', path: [...path, 'CertificateFile'], message };
  }
}

function attempt<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch {
    return null;
  }
}
