import { readFileSync } from 'node:fs';
import autocannon, { type Request } from 'autocannon';
import type { LoadRequest, LoadResult } from './load.js';

// A process of its own, so that it can be held to its own core. The only argument names the file with the LoadRequest.
const load = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as LoadRequest;

const body = load.bodyBytes > 0 ? { body: 'x'.repeat(load.bodyBytes) } : {};
const requests = load.paths.map((path): Request => ({ method: load.method, path, headers: load.fields, ...body }));
// Every client formats its requests in advance: each gets a share of the paths, else 64 clients hold 640,000 requests.
const share = Math.ceil(requests.length / load.connections);
let clients = 0;

const result = await autocannon({
  url: `http://127.0.0.1:${load.port}`,
  connections: load.connections,
  duration: load.seconds,
  requests: requests.slice(0, 1),
  setupClient: (client) => {
    const start = (clients * share) % requests.length;
    clients += 1;
    client.setRequests(requests.slice(start, start + share));
  },
});

const summary: LoadResult = {
  requests: result.requests.total,
  seconds: result.duration,
  p50: result.latency.p50,
  p99: result.latency.p99,
  errors: result.errors + result.timeouts + result.non2xx,
};
console.log(JSON.stringify(summary));
