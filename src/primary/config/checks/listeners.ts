import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';

/** There is a listener, and no address is given twice; the admin port has one of its own. Port 0 is any free one. */
export function* listeners(config: Config): Generator<Finding> {
  const { Listeners, Admin } = config.Gateway;
  if (Listeners.length === 0) {
    yield {
      path: ['Gateway', 'Listeners'],
      message: 'Listeners is empty',
      suggestion: 'Write [{ "Port": 5000 }], or leave it out.',
    };
  }
  const taken = new Map<string, number>();
  for (const [index, { Host, Port }] of Listeners.entries()) {
    if (Port === 0) continue;
    const address = `${Host.toLowerCase()}:${Port}`;
    const earlier = taken.get(address);
    taken.set(address, index);
    if (earlier === undefined) continue;
    const message = `${Host}:${Port} is also the address of Gateway.Listeners[${earlier}]`;
    yield {
      path: ['Gateway', 'Listeners', index, 'Port'],
      message,
      suggestion: 'Give each listener a port of its own.',
    };
  }
  const everywhere = ['0.0.0.0', '::', Admin.Host];
  const isTaken = Listeners.some(({ Host, Port }) => Port === Admin.Port && everywhere.includes(Host));
  if (!isTaken || Admin.Port === 0) return;
  const message = `the admin port ${Admin.Port} is also a listener's`;
  yield { path: ['Gateway', 'Admin', 'Port'], message, suggestion: 'Choose another with "Port", or --admin-port.' };
}
