import { z } from 'zod';
import { texts } from '../scalars.js';

/** The certificate of a client, as a proxy in front tells it in the field `Client-Cert` (RFC 9440). */
export const clientCertificateScheme = z.object({
  Type: z.literal('ClientCertificate'),
  AllowedThumbprints: texts.default([]).describe('SHA-256 fingerprints in hexadecimal digits. Without any, every one.'),
  Roots: texts
    .default([])
    .describe(
      'Authorities as PEM text (${file:PATH} reads a file), of which one must have issued the certificate. Without any: as the proxy decides.',
    ),
});

export type ClientCertificateScheme = z.output<typeof clientCertificateScheme>;
