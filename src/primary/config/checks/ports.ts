import type { Config } from '../../../shared/config/config.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';

/** Ports are from 0 to 65535. */
export function* ports(config: Config): Generator<Finding> {
  for (const [path, value] of portsOf(config)) {
    if (value >= 0 && value <= 65_535) continue;
    yield { path, message: `Port must be from 0 to 65535, not ${value}`, suggestion: null };
  }
}

function* portsOf(config: Config): Generator<[Path, number]> {
  for (const [index, route] of config.Routes.entries()) {
    for (const [place, { Port }] of route.DownstreamHostAndPorts.entries()) {
      yield [['Routes', index, 'DownstreamHostAndPorts', place, 'Port'], Port];
    }
  }
  const provider = config.GlobalConfiguration.ServiceDiscoveryProvider?.Port;
  if (provider !== undefined) yield [['GlobalConfiguration', 'ServiceDiscoveryProvider', 'Port'], provider];
  for (const [index, { Port }] of config.Gateway.Listeners.entries())
    yield [['Gateway', 'Listeners', index, 'Port'], Port];
  yield [['Gateway', 'Admin', 'Port'], config.Gateway.Admin.Port];
}
