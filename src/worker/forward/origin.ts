import type { ClientCertificatePlan } from '../../shared/snapshot.js';
import type { HttpProxy } from './proxy/http-proxy.js';

/** Where connections of a pool go, and how they get there. */
export interface Origin {
  /** A name or an address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: OriginTls | null;
  readonly proxy: HttpProxy | null;
}

export interface OriginTls {
  readonly acceptAnyCertificate: boolean;
  readonly clientCertificate: ClientCertificatePlan | null;
}

/** `host:port` as it stands in a URL; the port is left out when it is the scheme's own (RFC 9110, 4.2.3). */
export function authorityOf(host: string, port: number, secure: boolean): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === (secure ? 443 : 80) ? name : `${name}:${port}`;
}
