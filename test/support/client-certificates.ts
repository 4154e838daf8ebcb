import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openssl } from './certificates.js';

export interface ClientCertificates {
  /** PEM. */
  readonly root: string;
  /** Of another authority of the same name. */
  readonly otherRoot: string;
  readonly intermediate: X509Certificate;
  /** Issued by the root. */
  readonly client: X509Certificate;
  /** Issued by the intermediate. */
  readonly far: X509Certificate;
  /** Issued by the root, for servers only. */
  readonly server: X509Certificate;
  /** Claims to be issued by the root, by `client`, which may not issue. */
  readonly forged: X509Certificate;
}

const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Certificates as an authority gives them to clients, in a folder. */
export function makeClientCertificates(folder: string): ClientCertificates {
  const at = (name: string): string => join(folder, name);
  const selfSigned = (name: string): void =>
    openssl(
      ...['req', '-x509', ...key, '-days', '90', '-subj', '/O=Shop/CN=root', '-keyout', at(`${name}.key`)],
      ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign', '-out', at(`${name}.crt`)],
    );
  const issue = (name: string, issuer: string, subject: string, extensions: readonly string[]): X509Certificate => {
    writeFileSync(at(`${name}.ext`), extensions.join('\n'));
    openssl('req', ...key, '-subj', subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`));
    openssl(
      ...['x509', '-req', '-in', at(`${name}.csr`), '-CA', at(`${issuer}.crt`), '-CAkey', at(`${issuer}.key`)],
      ...['-CAcreateserial', '-days', '30', '-extfile', at(`${name}.ext`), '-out', at(`${name}.crt`)],
    );
    return new X509Certificate(readFileSync(at(`${name}.crt`)));
  };
  const forClients = 'extendedKeyUsage=clientAuth';
  selfSigned('root');
  selfSigned('other');
  const intermediate = issue('intermediate', 'root', '/O=Shop/CN=intermediate', ['basicConstraints=critical,CA:TRUE']);
  const names = 'subjectAltName=DNS:a.test,DNS:b.test,URI:spiffe://shop/ann,email:ann@shop.test,IP:10.0.0.1';
  return {
    root: readFileSync(at('root.crt'), 'utf8'),
    otherRoot: readFileSync(at('other.crt'), 'utf8'),
    intermediate,
    client: issue('client', 'root', '/O=Shop, Ltd/CN=ann', [forClients, names]),
    far: issue('far', 'intermediate', '/O=Shop/CN=far', []),
    server: issue('server', 'root', '/O=Shop/CN=server', ['extendedKeyUsage=serverAuth']),
    forged: issue('forged', 'client', '/O=Shop/CN=root', [forClients]),
  };
}

/** As a proxy puts certificates into `Client-Cert` and `Client-Cert-Chain`. */
export function fieldOf(...certificates: readonly X509Certificate[]): string {
  return certificates.map(({ raw }) => `:${raw.toString('base64')}:`).join(', ');
}
