import type { Config } from '../../../shared/config/config.js';
import { effectiveRoute } from '../../compile/effective-route.js';
import { httpVersionPlan } from '../../compile/http-version.js';
import type { Finding } from './check.js';

/** Options that work and that whoever runs the gateway should know of: one warning for each route. */
export function* riskyOptions(config: Config): Generator<Finding> {
  for (const [index, route] of config.Routes.entries()) {
    const path = ['Routes', index];
    const name = route.UpstreamPathTemplate;
    if (route.DangerousAcceptAnyServerCertificateValidator) {
      // Ocelot's words, which people look for in their logs.
      const message = `You have ignored all SSL warnings by using DangerousAcceptAnyServerCertificateValidator for this DownstreamRoute -> ${name}`;
      const suggestion = 'Add the issuer of the certificate to the file that NODE_EXTRA_CA_CERTS names.';
      yield warning([...path, 'DangerousAcceptAnyServerCertificateValidator'], message, suggestion);
    }
    if (effectiveRoute(route, config.GlobalConfiguration).httpHandler?.UseCookieContainer === true) {
      const message = `UseCookieContainer: all clients of ${name} share the cookies that its service sets, sessions included`;
      const suggestion = 'Leave it out, and cookies pass between each client and the service.';
      yield warning([...path, 'HttpHandlerOptions', 'UseCookieContainer'], message, suggestion);
    }
    if (httpVersionPlan(route.DownstreamHttpVersion, route.DownstreamHttpVersionPolicy).version === '1.0') {
      const message = `DownstreamHttpVersion 1.0 is sent as HTTP/1.1 with "Connection: close": every request to ${name} opens a connection`;
      yield warning([...path, 'DownstreamHttpVersion'], message, 'Write "1.1".');
    }
  }
}

function warning(path: Finding['path'], message: string, suggestion: string): Finding {
  return { severity: 'warning', path, message, suggestion };
}
