import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Gateway } from '../../shared/config/gateway.js';

/**
 * The name of this host, the same after a restart: what waits for the host in Redis is found under it. Two primaries that
 * overlap, as under pm2, have it both.
 */
export function hostName({ HostId, Admin }: Gateway): string {
  return HostId ?? `${hostname().replace(/[^\w.-]/g, '-')}-${Admin.Port}`;
}

/** Unique among primaries, and in time: leases and answers belong to one process. */
export function primaryId(host: string): string {
  return `${host}-${randomBytes(4).toString('hex')}`;
}
