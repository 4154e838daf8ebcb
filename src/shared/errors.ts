/**
 * The catalogue of what can go wrong with a request: Ocelot's error code, the status the client sees, and whose side failed.
 *
 * Source: spec of Ocelot 25.0, error handling: the body is empty, the status comes from the code. Where Ocelot answers 404
 * for lack of an instance, this gateway answers 503.
 */
export const failures = {
  noRoute: { code: 'UnableToFindDownstreamRouteError', status: 404, side: 'client' },
  badRequest: { code: 'BadRequestError', status: 400, side: 'client' },
  /** No scheme of the route knows who calls. */
  unauthenticated: { code: 'UnauthenticatedError', status: 401, side: 'client' },
  /** A scheme cannot tell at the moment: its provider does not answer, or too many passwords wait for their check. */
  authenticationUnavailable: { code: 'AuthenticationUnavailableError', status: 503, side: 'gateway' },
  /** The route's `SecurityOptions` do not let this address in. */
  addressDenied: { code: 'SecurityError', status: 403, side: 'client' },
  /** The status of the route's rate limit comes with the refusal. */
  quotaExceeded: { code: 'QuotaExceededError', status: 429, side: 'client' },
  scopeNotAuthorized: { code: 'ScopeNotAuthorizedError', status: 403, side: 'client' },
  claimNotAuthorized: { code: 'ClaimValueNotAuthorizedError', status: 403, side: 'client' },
  claimNotFound: { code: 'CannotFindClaimError', status: 403, side: 'client' },
  /** `ChangeDownstreamPathTemplate` names a placeholder that the downstream template does not have. */
  placeholderNotFound: { code: 'CouldNotFindPlaceholderError', status: 404, side: 'gateway' },
  payloadTooLarge: { code: 'PayloadTooLargeError', status: 413, side: 'client' },
  uriTooLong: { code: 'UriTooLongError', status: 414, side: 'client' },
  headersTooLarge: { code: 'RequestHeadersTooLargeError', status: 431, side: 'client' },
  bodyTimeout: { code: 'RequestBodyTimeoutError', status: 408, side: 'client' },
  canceled: { code: 'RequestCanceled', status: 499, side: 'client' },
  timedOut: { code: 'RequestTimedOutError', status: 503, side: 'service' },
  noDestination: { code: 'ServicesAreEmptyError', status: 503, side: 'service' },
  /** A load balancer of an extension cannot choose. */
  balancer: { code: 'ErrorInvokingLoadBalancerCreator', status: 500, side: 'gateway' },
  connection: { code: 'ConnectionToDownstreamServiceError', status: 502, side: 'service' },
  /** `Cache-Control: only-if-cached` (RFC 9111, 5.2.1.7). */
  notCached: { code: 'NotInCacheError', status: 504, side: 'client' },
  /** A WebSocket service did not answer the handshake within `Gateway.WebSockets.ConnectTimeout`. */
  handshakeTimedOut: { code: 'WebSocketHandshakeTimedOutError', status: 504, side: 'service' },
  /** Redis is away and `Backplane.OnFailure` says `reject`. */
  uncounted: { code: 'RateLimitUnavailableError', status: 503, side: 'gateway' },
  /** What the members of an aggregate answer is too much, or too deep to look for values. */
  aggregate: { code: 'AggregateError', status: 502, side: 'service' },
  /** An aggregator of an extension threw, or returned no answer. */
  aggregator: { code: 'AggregatorError', status: 500, side: 'gateway' },
  inactiveOption: { code: 'InactiveOptionError', status: 503, side: 'gateway' },
  /** A delegating handler or a hook threw. */
  extension: { code: 'ExtensionError', status: 500, side: 'gateway' },
  /** A hook has said no. */
  refusedByExtension: { code: 'RefusedByExtensionError', status: 403, side: 'client' },
  draining: { code: 'DrainingError', status: 503, side: 'gateway' },
} as const satisfies Record<string, Failure>;

export interface Failure {
  readonly code: string;
  readonly status: number;
  readonly side: 'client' | 'service' | 'gateway';
}

export type FailureName = keyof typeof failures;
