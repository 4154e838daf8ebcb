import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';

/** Without `ServiceName` a route has destinations, each with a host. Source: Ocelot, validation of routes. */
export function* destinations(config: Config): Generator<Finding> {
  for (const [index, route] of config.Routes.entries()) {
    if ((route.ServiceName ?? '') !== '') continue;
    const path = ['Routes', index, 'DownstreamHostAndPorts'];
    if (route.DownstreamHostAndPorts.length === 0) {
      const message =
        'DownstreamHostAndPorts must be set and not empty when service discovery (ServiceName) is not used';
      yield { path, message, suggestion: 'Write "DownstreamHostAndPorts": [{ "Host": "localhost", "Port": 8080 }].' };
    }
    for (const [place, { Host }] of route.DownstreamHostAndPorts.entries()) {
      if (Host.trim() !== '') continue;
      const message = 'Host must be set on DownstreamHostAndPorts when service discovery (ServiceName) is not used';
      yield { path: [...path, place, 'Host'], message, suggestion: 'Write the host name or address of the service.' };
    }
  }
}
