import { z } from 'zod';

export const clientCertificate = z.object({
  CertificateFile: z.string().optional().describe('PEM file: the certificate, and its issuers after it.'),
  KeyFile: z.string().optional().describe('PEM file: the private key of the certificate, without a passphrase.'),
  Certificate: z.string().optional().describe('The certificate as PEM text, instead of CertificateFile.'),
  Key: z.string().optional().describe('The private key as PEM text, instead of KeyFile.'),
});

export type ClientCertificate = z.output<typeof clientCertificate>;
