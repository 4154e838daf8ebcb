import type { FromWorker, ToWorker } from '../shared/control.js';
import { decodeRoutes } from '../shared/route-codec.js';
import { loadRegistry } from './extensions/registry.js';
import { LoopLag } from './loop-lag.js';
import type { GatewayServer, SnapshotReceiver } from './server/contract.js';

type SnapshotMessage = Extract<ToWorker, { type: `snapshot.${string}` }>;

/**
 * The worker's side of the conversation with the primary.
 *
 * Parts of a snapshot arrive in a burst. They are taken one per turn of the event loop, so that traffic goes on between them.
 */
export class Channel {
  readonly #server: GatewayServer;
  readonly #send: (message: FromWorker) => void;
  readonly #exit: (code: number) => void;
  readonly #parts: SnapshotMessage[] = [];
  readonly #lag = new LoopLag();
  #receiver: SnapshotReceiver | null = null;
  #started: Promise<void> = Promise.resolve();
  #taking = false;
  #draining = false;

  constructor(server: GatewayServer, send: (message: FromWorker) => void, exit: (code: number) => void) {
    this.#server = server;
    this.#send = send;
    this.#exit = exit;
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'start':
        this.#started = this.#server.start(message.backplane);
        // Whoever waits for it hears why it failed.
        this.#started.catch(() => {});
        break;
      case 'snapshot.begin':
      case 'snapshot.routes':
      case 'snapshot.commit':
        this.#parts.push(message);
        if (!this.#taking) this.#takeLater();
        break;
      case 'listen':
        this.#server.listen(message.listeners).then(
          () => this.#send({ type: 'listening' }),
          (error: Error) => this.#send({ type: 'listen.failed', reason: error.message }),
        );
        break;
      case 'drain':
        this.drain(message.timeout, message.closeCode);
        break;
      case 'ping':
        this.#send({ type: 'pong', sequence: message.sequence });
    }
  }

  /** Ends the process when nothing is in flight any more; the second call changes nothing. */
  drain(timeout: number, closeCode: 1001 | 1012): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#lag.stop();
    this.#server.drain(timeout, closeCode).then(
      () => this.#exit(0),
      () => this.#exit(1),
    );
  }

  #takeLater(): void {
    this.#taking = true;
    setImmediate(async () => {
      const part = this.#parts.shift();
      if (part !== undefined) await this.#take(part);
      if (this.#parts.length > 0) this.#takeLater();
      else this.#taking = false;
    });
  }

  async #take(part: SnapshotMessage): Promise<void> {
    try {
      if (part.type === 'snapshot.begin') {
        this.#lag.start();
        this.#receiver = null;
        await this.#started;
        this.#receiver = this.#server.begin(part.settings, await loadRegistry(part.settings.extensions));
      } else if (this.#receiver === null) {
        // What is left of a snapshot that failed.
      } else if (part.type === 'snapshot.routes') {
        this.#receiver.add(decodeRoutes(part.routes));
      } else {
        this.#receiver.commit();
        this.#receiver = null;
        this.#send({ type: 'snapshot.ready', id: part.id, longestStall: this.#lag.stop() });
      }
    } catch (error) {
      this.#receiver = null;
      this.#lag.stop();
      const id = part.type === 'snapshot.begin' ? part.settings.id : part.id;
      this.#send({ type: 'snapshot.failed', id, reason: (error as Error).message });
    }
  }
}
