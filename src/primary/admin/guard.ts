import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Whether a browser could have been made to send this: a page on the network can reach a loopback port by a name of its own
 * (DNS rebinding) or by a cross-origin request. So: no `Origin`, and a `Host` that is this machine's.
 */
export function isForeign(request: IncomingMessage, boundHost: string): boolean {
  if (request.headers.origin !== undefined) return true;
  const host = nameOf(request.headers.host ?? '');
  if (LOOPBACK.has(host) || host === nameOf(boundHost)) return false;
  // A name can be pointed anywhere by its owner, an address cannot. On loopback no other address leads here.
  const reachable = !LOOPBACK.has(nameOf(boundHost));
  return !(reachable && (isIP(host) !== 0 || host === hostname().toLowerCase()));
}

/** Whether the request carries `Authorization: Bearer` with the secret. */
export function isAuthorized(request: IncomingMessage, secret: string | null): boolean {
  if (secret === null) return true;
  const [, token] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  // Digests have one length, and the comparison takes the same time wherever they differ.
  return token !== undefined && timingSafeEqual(digest(token), digest(secret));
}

/** `[::1]:5001` → `::1` */
function nameOf(host: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? [];
  return (bracketed ?? plain ?? host).toLowerCase();
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
