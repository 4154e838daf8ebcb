import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Pair, PairFault, PairFiles } from './pair.js';

/** What keeps a pair from being served, `null` when nothing does. */
export function pairFault(pair: Pair, { certificateFile, keyFile }: PairFiles): PairFault | null {
  if (!pair.certificate.includes('-----BEGIN CERTIFICATE-----')) {
    return {
      file: 'CertificateFile',
      message: `The certificate file ${certificateFile} holds no certificate in PEM format.`,
      suggestion: `For a binary (DER) certificate: openssl x509 -inform der -in "${certificateFile}" -out certificate.pem`,
    };
  }
  const leaf = attempt(() => new X509Certificate(pair.certificate));
  if (leaf instanceof Error) {
    return fault('CertificateFile', `The certificate in ${certificateFile} cannot be read: ${leaf.message}.`);
  }
  const key = attempt(() => createPrivateKey(pair.key));
  if (key instanceof Error) return keyFault(pair.key, keyFile);
  if (!isServable(key)) {
    return {
      file: 'KeyFile',
      message: `The key in ${keyFile} is of a kind that uWebSockets.js does not serve (${kind(key)}).`,
      suggestion: 'Use an RSA, P-256, P-384, P-521 or Ed25519 key.',
    };
  }
  if (!leaf.checkPrivateKey(key)) {
    return {
      file: 'KeyFile',
      message: `The key in ${keyFile} does not belong to the first certificate in ${certificateFile}.`,
      suggestion: "In a file with a chain the server's own certificate comes first, its issuers after it.",
    };
  }
  const context = attempt(() => createSecureContext({ cert: pair.certificate, key: pair.key }));
  if (context instanceof Error) {
    return fault('CertificateFile', `TLS refuses ${certificateFile} with ${keyFile}: ${context.message}.`);
  }
  return null;
}

function keyFault(key: Buffer, keyFile: string): PairFault {
  // `-----BEGIN ENCRYPTED PRIVATE KEY-----`, and in the older form `Proc-Type: 4,ENCRYPTED`.
  if (!key.includes('ENCRYPTED')) {
    return fault('KeyFile', `The key file ${keyFile} holds no private key in PEM format.`);
  }
  return {
    file: 'KeyFile',
    message: `The key in ${keyFile} is protected by a passphrase, which Margay cannot ask for.`,
    suggestion: `Remove it, and keep the file private: openssl pkey -in "${keyFile}" -out key.pem`,
  };
}

/** What BoringSSL, inside uWebSockets.js, takes: others pass OpenSSL's checks and fail there in silence (tried). */
function isServable(key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ed25519') return true;
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return curve === 'prime256v1' || curve === 'secp384r1' || curve === 'secp521r1';
}

function kind(key: KeyObject): string {
  return key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? 'unknown';
}

function fault(file: PairFault['file'], message: string): PairFault {
  return { file, message, suggestion: null };
}

function attempt<Value>(make: () => Value): Value | Error {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
