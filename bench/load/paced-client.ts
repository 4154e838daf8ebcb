import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { percentile } from '../statistics.js';
import type { LoadRequest, LoadResult } from './load.js';

// A process of its own, so that it can be held to its own core. The only argument names the file with the LoadRequest.
const load = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as LoadRequest;

const HEAD_END = '\r\n\r\n';
const fields = Object.entries(load.fields).map(([name, value]) => `${name}: ${value}\r\n`);
const message = Buffer.from(`${load.method} ${load.paths[0]} HTTP/1.1\r\nHost: bench\r\n${fields.join('')}\r\n`);

/** Until the code of this client is compiled, ms; its stalls until then are none of the gateway's. */
const WARM_UP = 1_000;

const latencies: number[] = [];
/** When the requests were due that wait for a connection. */
const due: number[] = [];
const idle: Client[] = [];
let errors = 0;
let isOver = false;

/** One connection: sends a request, and the next one when the answer is complete. */
class Client {
  readonly #socket: Socket;
  #dueAt = 0;
  #text = '';

  constructor() {
    this.#socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#read(text));
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      if (!isOver) errors += 1;
    });
  }

  send(dueAt: number): void {
    this.#dueAt = dueAt;
    this.#socket.write(message);
  }

  end(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    this.#text += text;
    const head = this.#text.indexOf(HEAD_END);
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#text)?.[1] ?? 0);
    if (this.#text.length < head + HEAD_END.length + length) return;
    if (!this.#text.startsWith('HTTP/1.1 2')) errors += 1;
    this.#text = '';
    latencies.push(performance.now() - this.#dueAt);
    this.#next();
  }

  #next(): void {
    const dueAt = load.rate === null ? performance.now() : due.shift();
    if (isOver || dueAt === undefined) idle.push(this);
    else this.send(dueAt);
  }
}

const clients = Array.from({ length: load.connections }, () => new Client());
const began = performance.now();
/** Since when what comes is counted. */
let counted = began;
if (load.rate === null) for (const client of clients) client.send(performance.now());
else idle.push(...clients);

// A request is due at its time, whether or not the answers before it have come: what waits counts as latency.
let asked = 0;
const pace = setInterval(() => {
  if (load.rate === null) return;
  const now = performance.now();
  for (; began + (asked * 1000) / load.rate <= now; asked += 1) {
    const client = idle.pop();
    if (client === undefined) due.push(now);
    else client.send(now);
  }
}, 1);

setTimeout(() => {
  latencies.length = 0;
  counted = performance.now();
}, WARM_UP);

setTimeout(
  () => {
    isOver = true;
    clearInterval(pace);
    const seconds = (performance.now() - counted) / 1000;
    for (const client of clients) client.end();
    latencies.sort((a, b) => a - b);
    const summary: LoadResult = {
      requests: latencies.length,
      seconds,
      p50: percentile(latencies, 50),
      p99: percentile(latencies, 99),
      errors,
    };
    console.log(JSON.stringify(summary));
  },
  WARM_UP + load.seconds * 1000,
);
