import { z } from 'zod';
import { authenticationOptions } from './authentication-options.js';
import { cacheOptions } from './cache-options.js';
import { headerTransforms } from './header-transforms.js';
import { httpHandlerOptions } from './http-handler-options.js';
import { loadBalancerOptions } from './load-balancer-options.js';
import { metadataOptions } from './metadata-options.js';
import { qosOptions } from './qos-options.js';
import { rateLimitOptions } from './rate-limit-options.js';
import { retryOptions } from './retry-options.js';
import { routeBase } from './route.js';
import { routeKeys } from './scalars.js';
import { securityOptions } from './security-options.js';
import { serviceDiscoveryProvider } from './service-discovery-provider.js';

const keyed = { RouteKeys: routeKeys };

export const globalConfiguration = z.object({
  BaseUrl: z
    .string()
    .optional()
    .describe('Address under which clients reach the gateway. Default: http://localhost:5000.'),
  RequestIdKey: z.string().optional().describe('Header that carries the request id, for all routes.'),
  DownstreamScheme: routeBase.DownstreamScheme.describe('Scheme of the services of dynamic routes.'),
  DownstreamHttpVersion: routeBase.DownstreamHttpVersion.describe(
    'HTTP version spoken to the services of dynamic routes.',
  ),
  DownstreamHttpVersionPolicy: routeBase.DownstreamHttpVersionPolicy.describe('HTTP version policy of dynamic routes.'),
  Timeout: routeBase.Timeout,
  Metadata: routeBase.Metadata,
  MetadataOptions: metadataOptions.optional().describe('How Metadata is read.'),
  UpstreamHeaderTransform: headerTransforms
    .default({})
    .describe('Changes request headers of all routes; a route wins per header.'),
  DownstreamHeaderTransform: headerTransforms
    .default({})
    .describe('Changes response headers of all routes; a route wins per header.'),
  SecurityOptions: securityOptions
    .optional()
    .describe('Addresses that may or may not call, for routes without lists of their own.'),
  ServiceDiscoveryProvider: serviceDiscoveryProvider
    .optional()
    .describe('The registry in which services are looked up.'),
  AuthenticationOptions: authenticationOptions.extend(keyed).optional().describe('Who may call.'),
  CacheOptions: cacheOptions.extend(keyed).optional().describe('Keeps answers of the services.'),
  HttpHandlerOptions: httpHandlerOptions.extend(keyed).optional().describe('How services are called.'),
  LoadBalancerOptions: loadBalancerOptions
    .extend(keyed)
    .optional()
    .describe('How one of several destinations is chosen.'),
  QoSOptions: qosOptions.extend(keyed).optional().describe('Circuit breaker and timeout.'),
  RateLimitOptions: rateLimitOptions.extend(keyed).optional().describe('How much a client may call.'),
  RetryOptions: retryOptions.extend(keyed).optional().describe('Repeats calls that failed. Beyond Ocelot.'),
});

export type GlobalConfiguration = z.output<typeof globalConfiguration>;
