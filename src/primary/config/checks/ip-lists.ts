import type { Config } from '../../../shared/config/config.js';
import type { SecurityOptions } from '../../../shared/config/security-options.js';
import { parseIpRange } from '../../../shared/ip-range.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';

/** Entries of IP lists can be read: a list with a typo would let everybody in. */
export function* ipLists(config: Config): Generator<Finding> {
  for (const [index, route] of config.Routes.entries())
    yield* entries(route.SecurityOptions, ['Routes', index, 'SecurityOptions']);
  yield* entries(config.GlobalConfiguration.SecurityOptions, ['GlobalConfiguration', 'SecurityOptions']);
}

function* entries(options: SecurityOptions | undefined, path: Path): Generator<Finding> {
  if (options === undefined) return;
  for (const list of ['IPAllowedList', 'IPBlockedList'] as const) {
    for (const [place, entry] of options[list].entries()) {
      if (parseIpRange(entry) !== null) continue;
      const message = `${list} entry ${JSON.stringify(entry)} is no address, range, mask or CIDR block`;
      const suggestion =
        'Write "192.168.1.1", "192.168.1.1-192.168.1.250", "192.168.1.1-250", "192.168.1.0/255.255.255.0" or "192.168.1.0/24".';
      yield { path: [...path, list, place], message, suggestion };
    }
  }
}
