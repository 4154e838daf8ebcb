import { z } from 'zod';
import { authenticationOptions } from './authentication-options.js';
import { cacheOptions } from './cache-options.js';
import { clientCertificate } from './client-certificate.js';
import { headerTransforms } from './header-transforms.js';
import { hostAndPort } from './host-and-port.js';
import { httpHandlerOptions } from './http-handler-options.js';
import { loadBalancerOptions } from './load-balancer-options.js';
import { qosOptions } from './qos-options.js';
import { rateLimitOptions } from './rate-limit-options.js';
import { retryOptions } from './retry-options.js';
import { routeLimits } from './route-limits.js';
import { dictionary, texts } from './scalars.js';
import { securityOptions } from './security-options.js';

/** The option blocks that a route and a dynamic route share, and that a global block of the same name completes. */
export const policyBlocks = {
  AuthenticationOptions: authenticationOptions.optional().describe('Who may call.'),
  CacheOptions: cacheOptions.optional().describe('Keeps answers of the service.'),
  HttpHandlerOptions: httpHandlerOptions.optional().describe('How the service is called.'),
  LoadBalancerOptions: loadBalancerOptions.optional().describe('How one of several destinations is chosen.'),
  QoSOptions: qosOptions.optional().describe('Circuit breaker and timeout.'),
  RateLimitOptions: rateLimitOptions.optional().describe('How much a client may call.'),
  RetryOptions: retryOptions.optional().describe('Repeats calls that failed. Beyond Ocelot.'),
};

/** Options that both kinds of routes have beside {@link policyBlocks}. */
export const routeBase = {
  Key: z.string().optional().describe('Name by which aggregates and RouteKeys refer to this route.'),
  DownstreamScheme: z
    .string()
    .optional()
    .describe('Scheme of the service: http, https, ws or wss. Default: that of the incoming request.')
    .meta({ examples: ['http', 'https', 'ws', 'wss'] }),
  DownstreamHttpVersion: z
    .string()
    .optional()
    .describe('HTTP version spoken to the service: 1.0, 1.1 or 2.0. Default: 1.1.'),
  DownstreamHttpVersionPolicy: z
    .string()
    .optional()
    .describe('RequestVersionExact, RequestVersionOrHigher or RequestVersionOrLower. Default: RequestVersionOrLower.')
    .meta({ examples: ['RequestVersionExact', 'RequestVersionOrHigher', 'RequestVersionOrLower'] }),
  Limits: routeLimits.optional().describe('What requests may bring along, beyond or below Gateway.Limits.'),
  HostHeader: z
    .string()
    .optional()
    .describe(
      'What the service sees as host: "service" (its own), "preserve" (that of the client) or a fixed one. Default: service.',
    )
    .meta({ examples: ['service', 'preserve', 'shop.example.com'] }),
  Metadata: z.record(z.string(), z.unknown()).optional().describe('Anything; extensions can read it.'),
  ServiceName: z.string().optional().describe('Name of the service in the registry.'),
  ServiceNamespace: z.string().optional().describe('Namespace of the service in the registry.'),
  Timeout: z
    .int32()
    .optional()
    .describe('Seconds until the head of the answer must be there; 0 and less mean 90. Default: 90.'),
};

export const route = z.object({
  UpstreamPathTemplate: z
    .string()
    .default('')
    .describe('Path the client calls, with {placeholders}: /orders/{id}. Required.'),
  UpstreamHttpMethod: texts.default([]).describe('Methods the client may use; empty: any.'),
  UpstreamHost: z.string().optional().describe('Host the client must call. Default: any.'),
  UpstreamHeaderTemplates: dictionary
    .default({})
    .describe('Headers the request must have: name and value, with {header:name} placeholders.'),
  RouteIsCaseSensitive: z.boolean().default(false).describe('Compare the path with regard to case.'),
  Priority: z.int32().default(1).describe('Of several matching routes the highest wins. /{anything} always has 0.'),
  DownstreamPathTemplate: z
    .string()
    .default('')
    .describe('Path of the service, with the placeholders of the upstream side. Required.'),
  DownstreamHostAndPorts: z
    .array(hostAndPort)
    .default([])
    .describe('Destinations of the route. Required without ServiceName.'),
  DownstreamHttpMethod: z.string().optional().describe('Method sent to the service. Default: that of the client.'),
  UpstreamHeaderTransform: headerTransforms
    .default({})
    .describe(
      'Changes request headers: name and "value", "find, replace", or objects with Find and Replace, Add, Remove.',
    ),
  DownstreamHeaderTransform: headerTransforms
    .default({})
    .describe(
      'Changes response headers: name and "value", "find, replace", or objects with Find and Replace, Add, Remove.',
    ),
  AddClaimsToRequest: dictionary.default({}).describe('Claims made of other claims: "Claims[type] > value[0] > |".'),
  AddHeadersToRequest: dictionary
    .default({})
    .describe('Request headers made of claims: "Claims[type] > value[0] > |".'),
  AddQueriesToRequest: dictionary
    .default({})
    .describe('Query parameters made of claims: "Claims[type] > value[0] > |".'),
  ChangeDownstreamPathTemplate: dictionary
    .default({})
    .describe('Placeholders of the downstream path made of claims: "Claims[type] > value".'),
  RouteClaimsRequirement: dictionary
    .default({})
    .describe('Claims the user must have: type and value, or {placeholder}.'),
  DelegatingHandlers: texts
    .default([])
    .describe('Handlers of extensions around the call to the service, outermost first.'),
  DangerousAcceptAnyServerCertificateValidator: z
    .boolean()
    .default(false)
    .describe('Accept any TLS certificate of the service.'),
  ClientCertificate: clientCertificate.optional().describe('Shown to a service over TLS that asks for one.'),
  RequestIdKey: z.string().optional().describe('Header that carries the request id.'),
  SecurityOptions: securityOptions.optional().describe('Addresses that may or may not call.'),
  ...routeBase,
  ...policyBlocks,
});

export type Route = z.output<typeof route>;
