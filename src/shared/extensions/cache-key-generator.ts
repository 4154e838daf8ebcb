export interface CacheKeyRequest {
  readonly method: string;
  /** Scheme, host, path and query at the service. */
  readonly url: string;
  header(name: string): string | null;
}

/** What an answer is kept under, in place of method and URL. Source: Ocelot, caching, key. */
export type CacheKeyGenerator = (request: CacheKeyRequest, route: string) => string;
