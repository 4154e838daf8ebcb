import { X509Certificate } from 'node:crypto';
import type { ClientCertificateScheme } from '../../../../shared/config/schemes/client-certificate.js';
import { normalThumbprint } from '../../../compile/schemes/scheme-plan.js';
import type { Path } from '../../path.js';
import type { Finding } from '../check.js';

export function* clientCertificateSettings(
  { AllowedThumbprints, Roots }: ClientCertificateScheme,
  path: Path,
  trustedProxies: readonly string[],
): Generator<Finding> {
  if (trustedProxies.length === 0) {
    const message = 'the scheme accepts nobody: certificates are believed only when a trusted proxy tells them';
    yield { path, message, suggestion: 'Name the proxy in Gateway.ForwardedHeaders.TrustedProxies.' };
  }
  for (const [index, text] of AllowedThumbprints.entries()) {
    if (/^[0-9a-f]{64}$/.test(normalThumbprint(text))) continue;
    const suggestion = 'Make it with: openssl x509 -noout -fingerprint -sha256 -in client.pem.';
    yield { path: [...path, 'AllowedThumbprints', index], message: 'this is no SHA-256 fingerprint', suggestion };
  }
  for (const [index, pem] of Roots.entries()) {
    const fault = rootFault(pem);
    if (fault !== null) yield { path: [...path, 'Roots', index], message: fault };
  }
}

function rootFault(pem: string): string | null {
  try {
    return new X509Certificate(pem).ca ? null : 'the certificate may not issue others';
  } catch {
    return 'this is no certificate in PEM format';
  }
}
