import type { Config } from '../shared/config/config.js';
import type { ListenerPlan } from '../shared/control.js';
import type { Log } from '../shared/log.js';
import { version } from '../shared/version.js';
import { inactiveOptions } from './compile/inactive.js';
import type { Problem } from './config/contract.js';

const levels = { error: 'error', warning: 'warn', notice: 'info' } as const satisfies Record<
  Problem['severity'],
  string
>;

/** One log line per problem of a configuration. */
export function logProblems(problems: readonly Problem[], log: Log): void {
  for (const { severity, path, location, message, suggestion } of problems) {
    log[levels[severity]]({ path, location: location ?? undefined, suggestion: suggestion ?? undefined }, message);
  }
}

/** One log line per option that has no effect yet. */
export function logInactiveOptions(config: Config, log: Log): void {
  for (const { path, option, restricts } of inactiveOptions(config)) {
    const blocked = restricts ? ': the routes it applies to answer 503' : '';
    log.warn({ path, option }, `not active yet: ${option}${blocked}`);
  }
}

/** The first line of the log: what starts here. */
export function logStart(config: Config, workers: number, listeners: readonly ListenerPlan[], log: Log): void {
  const addresses = listeners.map(
    ({ host, port, tls }) => `${tls === null ? 'http' : 'https'}://${bracketed(host)}:${port}`,
  );
  const routes = config.Routes.length;
  log.info({ version, node: process.version, workers, listeners: addresses, routes }, 'margay starts');
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
