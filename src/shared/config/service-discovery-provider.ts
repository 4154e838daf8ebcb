import { z } from 'zod';
import { port } from './scalars.js';

/** Names of `ServiceDiscoveryProvider.Type`, compared without regard to case. */
export const discoveryTypes = [
  'Consul',
  'PollConsul',
  'Eureka',
  'Kube',
  'PollKube',
  'WatchKube',
  'ServiceFabric',
] as const;

export const serviceDiscoveryProvider = z.object({
  Type: z
    .string()
    .optional()
    .describe(`Where services are looked up: ${discoveryTypes.join(', ')}. Default: Consul.`)
    .meta({ examples: [...discoveryTypes] }),
  Scheme: z.string().optional().describe('Scheme of the registry: http or https. Default: http.'),
  Host: z.string().optional().describe('Host of the registry. Default: localhost.'),
  Port: port.optional().describe('Port of the registry. Default: 0 (the default port of the registry).'),
  Token: z.string().optional().describe('Token sent to the registry.'),
  ConfigurationKey: z.string().optional().describe('Key in Consul that holds the configuration.'),
  PollingInterval: z.int32().optional().describe('Milliseconds between two polls of the Poll… types.'),
  Namespace: z.string().optional().describe('Kubernetes namespace of the services.'),
});

export type ServiceDiscoveryProvider = z.output<typeof serviceDiscoveryProvider>;
