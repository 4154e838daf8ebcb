import type { ListenerPlan } from '../../shared/control.js';
import type { ListenerConfig, PairConfig } from './listener-config.js';
import type { PairFiles } from './pair.js';
import { serverName } from './server-name.js';

/** `copyOf` finds the checked copy of a pair. Names and pairs of the listener have been checked. */
export function listenerPlan(listener: ListenerConfig, copyOf: (pair: PairConfig) => PairFiles): ListenerPlan {
  const { Port: port, Tls: tls } = listener;
  const host = listenerHost(listener);
  if (tls === undefined) return { host, port, tls: null };
  const serverNames = tls.ServerNames.map((entry) => ({
    name: serverName(entry.Name) ?? entry.Name,
    ...copyOf(entry),
  }));
  return { host, port, tls: { ...copyOf(tls), serverNames } };
}

/** uWebSockets.js knows IPv6 addresses without the brackets only. */
function listenerHost({ Host: host }: ListenerConfig): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
