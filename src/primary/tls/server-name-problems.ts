import type { Problem } from '../config/contract.js';
import type { ListenerConfig } from './listener-config.js';
import { serverName } from './server-name.js';

/** Server names that no certificate can be chosen by. */
export function serverNameProblems(listeners: readonly ListenerConfig[]): Problem[] {
  return listeners.flatMap(({ Tls: tls }, index) => {
    const seen = new Set<string>();
    return (tls?.ServerNames ?? []).flatMap(({ Name: written }, place) => {
      const path = `Gateway.Listeners[${index}].Tls.ServerNames[${place}].Name`;
      const name = serverName(written);
      if (name === null) {
        const suggestion = 'Write a host name of at most 10 labels, or "*." and a domain; no address, no port.';
        return [error(path, `"${written}" is no server name that a certificate can be chosen by.`, suggestion)];
      }
      if (seen.has(name)) return [error(path, `The server name ${name} is listed twice.`, 'Remove one.')];
      seen.add(name);
      return [];
    });
  });
}

function error(path: string, message: string, suggestion: string): Problem {
  return { severity: 'error', path, location: null, message, suggestion };
}
