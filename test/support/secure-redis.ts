import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePair } from './certificates.js';
import { freePort } from './free-port.js';
import { startRedis } from './redis.js';

/** A Redis that speaks TLS, with a certificate for `localhost`. */
export interface SecureRedis {
  /** `rediss://localhost:PORT` */
  readonly url: string;
  /** PEM text of its issuer. */
  readonly ca: string;
  stop(): Promise<void>;
}

export async function startSecureRedis(): Promise<SecureRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'margay-test-'));
  const { certificateFile, keyFile } = makePair(folder, 'localhost');
  const port = await freePort();
  const files = ['--tls-cert-file', certificateFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certificateFile];
  const server = await startRedis({ args: ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files] });
  return {
    url: `rediss://localhost:${port}`,
    ca: await readFile(certificateFile, 'utf8'),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
