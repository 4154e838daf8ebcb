import type { Config } from '../../../shared/config/config.js';
import { effectiveRoute } from '../../compile/effective-route.js';
import { routeTimeout } from '../../compile/route-timeout.js';
import type { Finding } from './check.js';

/** A route's timeout that would end before the timeout of its quality of service. Source: Ocelot, timeouts. */
export function* qosTimeouts(config: Config): Generator<Finding> {
  for (const [index, route] of config.Routes.entries()) {
    const effective = effectiveRoute(route, config.GlobalConfiguration);
    const used = routeTimeout(effective);
    if (used === effective.timeout * 1_000) continue;
    yield {
      severity: 'warning',
      path: ['Routes', index],
      message:
        `Route '${route.UpstreamPathTemplate}' has Quality of Service settings (QoSOptions) enabled, but either the route Timeout ` +
        `or the QoS Timeout is misconfigured: specifically, ${effective.timeout} s would end before ${effective.qos?.Timeout} ms, so ${used} ms are used`,
      suggestion: 'Make Timeout (seconds) longer than QoSOptions.Timeout (milliseconds).',
    };
  }
}
