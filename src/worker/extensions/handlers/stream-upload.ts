import type { Exchange } from '../../exchange.js';
import type { RequestBody } from '../../forward/request-body.js';
import type { ServiceConnection } from '../../forward/sink.js';
import { BodyReader } from './body-reader.js';

/** The body that a handler sends on, as fast as the service takes it. */
export class StreamUpload implements RequestBody {
  sent = false;
  repeatable = true;
  #over = false;
  #drained: (() => void) | null = null;
  readonly #exchange: Exchange;
  readonly #reader: BodyReader;
  readonly #failed: (error: unknown) => void;

  /** @param failed the stream broke */
  constructor(exchange: Exchange, stream: ReadableStream<Uint8Array>, failed: (error: unknown) => void) {
    this.#exchange = exchange;
    this.#reader = new BodyReader(stream);
    this.#failed = failed;
  }

  attach(connection: ServiceConnection): void {
    this.repeatable = false;
    this.#pass(connection).catch(this.#failed);
  }

  resume(): void {
    this.#drained?.();
    this.#drained = null;
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.resume();
    if (!this.sent) this.#reader.cancel();
  }

  /** The client's own body is watched and limited where it comes in. */
  watch(): void {}
  limit(): void {}

  /** A stream can be read once. */
  keep(): void {}
  detach(): void {}

  async #pass(connection: ServiceConnection): Promise<void> {
    const first = await this.#reader.open();
    if (this.#over) return;
    this.sent = first.complete;
    let accepted = connection.start(this.#exchange, first.chunk, first.complete);
    while (!this.sent) {
      if (!accepted) await this.#drain();
      if (this.#over) return;
      const { chunk, complete } = await this.#reader.next();
      if (this.#over) return;
      this.sent = complete;
      accepted = connection.write(chunk, complete);
    }
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }
}
