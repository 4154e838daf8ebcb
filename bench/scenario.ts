import { routePaths } from './routes.js';

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
  /** The gateway's route changes three headers and the query on the way. */
  readonly transforms: boolean;
}

/** In the order in which they run. */
export const scenarios: readonly Scenario[] = [
  http('json', 'Small JSON GET (131 bytes)', { paths: ['/bench/json'] }),
  http('get-10k', '10 KB GET', { paths: ['/bench/10k'] }),
  http('post-1k', 'POST 1 KB', { paths: ['/bench/post'], method: 'POST', bodyBytes: 1024 }),
  http('download-1m', '1 MB download', { paths: ['/bench/1m'] }),
  http('transforms', 'Small JSON GET with three header transforms and a query template', {
    paths: ['/bench/json?value=7'],
    transforms: true,
  }),
  http('routes', '10,000 routes', { paths: routePaths(10_000), routes: 10_000 }),
  { ...http('websocket', 'WebSocket echo (131 bytes)', { paths: ['/bench/ws'], bodyBytes: 131 }), kind: 'websocket' },
];

function http(name: string, title: string, given: Pick<Scenario, 'paths'> & Partial<Scenario>): Scenario {
  return { name, title, kind: 'http', method: 'GET', bodyBytes: 0, routes: 1, transforms: false, ...given };
}
