import type { RedisPlan } from './plan.js';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, `[::1]:port`; without a port the default one. `null`: not an address. */
export function redisAddress(text: string, defaultPort: number): RedisAddress | null {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]/@\s]+))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? defaultPort : Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

/** What stands in a `redis://` or `rediss://` address. */
export interface RedisUrl extends RedisAddress {
  readonly tls: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly database: number;
}

/** `null`: not an address of Redis. */
export function redisUrl(text: string): RedisUrl | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') return null;
  const [, database] = /^\/?(\d*)$/.exec(url.pathname) ?? [];
  if (database === undefined) return null;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 6379 : Number(url.port),
    tls: url.protocol === 'rediss:',
    username: url.username === '' ? null : decoded(url.username),
    password: url.password === '' ? null : decoded(url.password),
    database: Number(database),
  };
}

/** Where Redis is, without secrets: for logs and status. */
export function redisLocation(plan: RedisPlan): string {
  if (plan.cluster.length > 0) return `cluster of ${plan.cluster.join(', ')}`;
  if (plan.sentinels.length > 0) return `${plan.masterName} of sentinels ${plan.sentinels.join(', ')}`;
  const url = plan.url === null ? null : redisUrl(plan.url);
  return url === null ? 'unknown' : `${url.host}:${url.port}`;
}

/** A `%` that stands for itself is left as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
