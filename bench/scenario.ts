import { routePaths } from './routes.js';

/** What the gateway's route does beside proxying; `policies.ts` has the options. */
export type PolicyName = 'transforms' | 'jwt' | 'claims' | 'rateLimit' | 'cache';

/** One kind of traffic. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly kind: 'http' | 'websocket';
  readonly method: 'GET' | 'POST';
  /** Requests go over these in turn. */
  readonly paths: readonly string[];
  /** Bytes of the request body or of one WebSocket message, 0 for none. */
  readonly bodyBytes: number;
  /** Number of routes in the gateway's configuration. */
  readonly routes: number;
  readonly policies: readonly PolicyName[];
  readonly workers: number;
  /** Where the gateway's workers keep what they share. */
  readonly backplane: 'embedded' | 'redis';
}

/** In the order in which they run. */
export const scenarios: readonly Scenario[] = [
  http('json', 'Small JSON GET (131 bytes)', { paths: ['/bench/json'] }),
  http('get-10k', '10 KB GET', { paths: ['/bench/10k'] }),
  http('post-1k', 'POST 1 KB', { paths: ['/bench/post'], method: 'POST', bodyBytes: 1024 }),
  http('download-1m', '1 MB download', { paths: ['/bench/1m'] }),
  http('transforms', 'Small JSON GET with three header transforms and a query template', {
    paths: ['/bench/json?value=7'],
    policies: ['transforms'],
  }),
  policy('jwt', 'Small JSON GET with a JWT (RS256, the same token)', { policies: ['jwt'] }),
  policy('rate-limit', 'Small JSON GET with a rate limit, one worker', { policies: ['rateLimit'] }),
  policy('policies', 'Small JSON GET with JWT, claims, rate limit and three header transforms', {
    paths: ['/bench/json?value=7'],
    policies: ['jwt', 'claims', 'rateLimit', 'transforms'],
  }),
  policy('cache', 'Small JSON GET out of the output cache (nginx: proxy_cache)', { policies: ['cache'] }),
  policy('rate-limit-embedded', 'Small JSON GET with a rate limit, two workers', {
    policies: ['rateLimit'],
    workers: 2,
  }),
  policy('rate-limit-redis', 'Small JSON GET with a rate limit in Redis', {
    policies: ['rateLimit'],
    backplane: 'redis',
  }),
  http('routes', '10,000 routes', { paths: routePaths(10_000), routes: 10_000 }),
  { ...http('websocket', 'WebSocket echo (131 bytes)', { paths: ['/bench/ws'], bodyBytes: 131 }), kind: 'websocket' },
];

function http(name: string, title: string, given: Pick<Scenario, 'paths'> & Partial<Scenario>): Scenario {
  return {
    name,
    title,
    kind: 'http',
    method: 'GET',
    bodyBytes: 0,
    routes: 1,
    policies: [],
    workers: 1,
    backplane: 'embedded',
    ...given,
  };
}

function policy(name: string, title: string, given: Partial<Scenario>): Scenario {
  return http(name, title, { paths: ['/bench/json'], ...given });
}
