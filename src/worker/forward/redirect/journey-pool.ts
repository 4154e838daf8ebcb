import type { CookieJar } from '../cookies/cookie-jar.js';
import type { ServicePool } from '../service-pool.js';
import type { ResponseSink, ServiceConnection } from '../sink.js';
import type { Place, Transport } from '../transport.js';
import { Journey } from './journey.js';

/** In front of the pool of a place, for routes that follow redirects or keep cookies. The connections are that pool's. */
export class JourneyPool implements ServicePool {
  readonly #transport: Transport;
  readonly #place: Place;
  readonly #jar: CookieJar | null;
  readonly #waiting = new WeakMap<ResponseSink, Journey>();

  constructor(transport: Transport, place: Place, jar: CookieJar | null) {
    this.#transport = transport;
    this.#place = place;
    this.#jar = jar;
  }

  get openConnections(): number {
    return this.#transport.connect(this.#place).openConnections;
  }

  acquire(sink: ResponseSink): ServiceConnection | null {
    const journey = new Journey(sink, this.#transport, this.#place, this.#jar);
    if (journey.connect(false)) return journey;
    this.#waiting.set(sink, journey);
    return null;
  }

  acquireFresh(sink: ResponseSink): ServiceConnection {
    const journey = new Journey(sink, this.#transport, this.#place, this.#jar);
    journey.connect(true);
    return journey;
  }

  cancel(sink: ResponseSink): void {
    this.#waiting.get(sink)?.abort();
  }

  sweep(): void {}

  retire(): void {}
}
