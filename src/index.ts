/** What extension modules may use of this package. */
export type { FailureName } from './shared/errors.js';
export type { Aggregator, AggregatorContext, MemberAnswer } from './shared/extensions/aggregator.js';
export type {
  AuthenticationRequest,
  AuthenticationScheme,
  AuthenticationSchemeFactory,
} from './shared/extensions/authentication-scheme.js';
export type { CacheKeyGenerator, CacheKeyRequest } from './shared/extensions/cache-key-generator.js';
export type { DelegatingHandler, GlobalDelegatingHandler, Next } from './shared/extensions/delegating-handler.js';
export type {
  DiscoveredService,
  DiscoveryOptions,
  DiscoveryProvider,
  DiscoveryProviderFactory,
} from './shared/extensions/discovery-provider.js';
export type { ErrorMapper } from './shared/extensions/error-mapper.js';
export type { ExtensionLog } from './shared/extensions/extension-log.js';
export { defineExtensions, type Extensions } from './shared/extensions/extensions.js';
export type { Branch, Hook, HookAnswer, HookContext, HookName, HookRequest } from './shared/extensions/hook.js';
export type {
  LeaseContext,
  LoadBalancer,
  LoadBalancerFactory,
  LoadBalancerOptions,
  OfferedDestination,
} from './shared/extensions/load-balancer.js';
export type { Placeholder, PlaceholderRequest } from './shared/extensions/placeholder.js';
export type { RequestContext } from './shared/extensions/request-context.js';
export { ServiceError } from './shared/extensions/service-error.js';
export type { NewUser, User, UserClaims } from './shared/extensions/user.js';
export type { MetadataReader } from './shared/metadata/metadata-reader.js';
