import type { Config } from '../../../shared/config/config.js';
import { parseIpRange } from '../../../shared/ip-range.js';
import type { Finding } from './check.js';

/** Without a secret the admin port is open, and so may only be reached from this host. */
export function* adminHost(config: Config): Generator<Finding> {
  const { Host, Secret } = config.Gateway.Admin;
  if ((Secret ?? '') !== '' || isLoopback(Host)) return;
  const message = `Gateway.Admin.Host ${JSON.stringify(Host)} is reachable from other hosts, and there is no Secret`;
  yield { path: ['Gateway', 'Admin', 'Host'], message, suggestion: 'Set "Secret": "${NAME}", or use "127.0.0.1".' };
}

function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  const range = parseIpRange(host);
  if (range === null) return false;
  return range.family === 4
    ? range.from >> 24n === 127n && range.to >> 24n === 127n
    : range.from === 1n && range.to === 1n;
}
