import type { Aggregator } from './aggregator.js';
import type { AuthenticationSchemeFactory } from './authentication-scheme.js';
import type { CacheKeyGenerator } from './cache-key-generator.js';
import type { DelegatingHandler, GlobalDelegatingHandler } from './delegating-handler.js';
import type { DiscoveryProviderFactory } from './discovery-provider.js';
import type { ErrorMapper } from './error-mapper.js';
import type { Branch, Hook, HookName } from './hook.js';
import type { LoadBalancerFactory } from './load-balancer.js';
import type { Placeholder } from './placeholder.js';

/** What a module of `Gateway.Extensions` adds to the gateway. Names count as they are cased. */
export interface Extensions {
  readonly delegatingHandlers?: Readonly<Record<string, DelegatingHandler | GlobalDelegatingHandler>>;
  readonly hooks?: Readonly<Partial<Record<HookName, Hook>>>;
  readonly mapWhen?: readonly Branch[];
  readonly aggregators?: Readonly<Record<string, Aggregator>>;
  readonly loadBalancers?: Readonly<Record<string, LoadBalancerFactory>>;
  readonly authenticationSchemes?: Readonly<Record<string, AuthenticationSchemeFactory>>;
  readonly discoveryProviders?: Readonly<Record<string, DiscoveryProviderFactory>>;
  /** Without braces. */
  readonly placeholders?: Readonly<Record<string, Placeholder>>;
  readonly cacheKeyGenerator?: CacheKeyGenerator;
  readonly errorMapper?: ErrorMapper;
}

/** Gives an extension module its types: `export default defineExtensions({ … })`. */
export function defineExtensions(extensions: Extensions): Extensions {
  return extensions;
}
