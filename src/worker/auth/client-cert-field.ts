import { X509Certificate } from 'node:crypto';
import { peerAddress } from '../client-address.js';
import type { Exchange } from '../exchange.js';

/** Most certificates of a chain that are looked at. */
const maxChain = 8;

/** Takes away what nobody but a trusted proxy may say about certificates (RFC 9440, 3.1). */
export function dropForeignCertificates(exchange: Exchange): void {
  const { trustedProxies } = exchange.gateway.runtime;
  if (trustedProxies?.has(peerAddress(exchange)) === true) return;
  exchange.removeHeader('client-cert');
  exchange.removeHeader('client-cert-chain');
}

/** The certificate in `Client-Cert`; `null` when it is none (RFC 9440, 2.2: a byte sequence that holds DER). */
export function certificateIn(field: string): X509Certificate | null {
  const encoded = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(field.trim())?.[1];
  if (encoded === undefined) return null;
  const der = Buffer.from(encoded, 'base64');
  // PEM would be read too.
  if (der[0] !== 0x30) return null;
  try {
    return new X509Certificate(der);
  } catch {
    return null;
  }
}

/** The certificates in `Client-Cert-Chain`, without those that are none. */
export function certificatesIn(field: string): X509Certificate[] {
  return field
    .split(',')
    .slice(0, maxChain)
    .flatMap((item) => certificateIn(item) ?? []);
}
