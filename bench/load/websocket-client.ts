import { readFileSync } from 'node:fs';
import { percentile } from '../statistics.js';
import type { LoadRequest, LoadResult } from './load.js';
import { openEcho } from './websocket-connection.js';

// One message in flight on every connection: the next goes out when the echo is there. A process of its own, so that it
// can be held to its own core. The only argument names the file with the LoadRequest.
const load = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as LoadRequest;

/** Latencies kept, at most: 16 million at 8 bytes. */
const latencies = new Float64Array(Math.min(16_000_000, load.seconds * 400_000));
let messages = 0;
let errors = 0;

const opened = Array.from({ length: load.connections }, () =>
  openEcho(load.port, load.paths[0]!, load.bodyBytes, {
    echoed: (latency) => {
      if (messages < latencies.length) latencies[messages] = latency;
      messages += 1;
    },
    failed: () => {
      errors += 1;
    },
  }),
);
const connections = (await Promise.all(opened)).filter((connection) => connection !== null);

const started = performance.now();
for (const connection of connections) connection.start();
setTimeout(() => {
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  const sorted = latencies.subarray(0, messages).sort();
  const p50 = percentile(sorted, 50);
  const p99 = percentile(sorted, 99);
  console.log(JSON.stringify({ requests: messages, seconds, p50, p99, errors } satisfies LoadResult));
}, load.seconds * 1000);
