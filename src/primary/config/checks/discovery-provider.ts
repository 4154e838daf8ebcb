import type { Config } from '../../../shared/config/config.js';
import { discoveryTypes } from '../../../shared/config/service-discovery-provider.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';

/** `ServiceDiscoveryProvider.Type` is a registry this gateway knows. Source: Ocelot, validation, cross checks. */
export function* discoveryProvider(config: Config): Generator<Finding> {
  const type = config.GlobalConfiguration.ServiceDiscoveryProvider?.Type?.trim() ?? '';
  if (type === '' || discoveryTypes.some((known) => known.toLowerCase() === type.toLowerCase())) return;
  const meant = nearest(type, discoveryTypes);
  const message = `service discovery provider ${JSON.stringify(type)} is not known (${discoveryTypes.join(', ')})`;
  const own = 'A provider written in C# has to be replaced by one of these.';
  yield {
    path: ['GlobalConfiguration', 'ServiceDiscoveryProvider', 'Type'],
    message,
    suggestion: meant === null ? own : `Did you mean ${meant}?`,
  };
}
