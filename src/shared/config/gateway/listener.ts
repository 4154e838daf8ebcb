import { z } from 'zod';
import { port } from '../scalars.js';

const certificate = {
  CertificateFile: z
    .string()
    .describe('PEM file with the certificate and its chain; relative to the working directory.'),
  KeyFile: z.string().describe('PEM file with the private key.'),
};

export const listener = z.strictObject({
  Host: z.string().default('0.0.0.0').describe('Address to listen on.'),
  Port: port.default(5000).describe('Port to listen on.'),
  Tls: z
    .strictObject({
      ...certificate,
      ServerNames: z
        .array(z.strictObject({ Name: z.string().describe('Host name, or *. and a domain.'), ...certificate }))
        .default([])
        .describe('Further certificates by the host name the client asks for.'),
    })
    .optional()
    .describe('Serve TLS 1.2 and 1.3 here.'),
});

export type Listener = z.output<typeof listener>;
