import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { methods } from '../../shared/backplane/channel/methods.js';
import { Peer } from '../../shared/backplane/channel/peer.js';
import { type HostStores, WorkerSession } from './worker-session.js';

/** A worker on the channel. */
export interface ChannelWorker {
  readonly pid: number;
  send(method: string, args: readonly unknown[]): void;
}

export interface ChannelEvents {
  joined(worker: ChannelWorker): void;
  left(worker: ChannelWorker): void;
  message(worker: ChannelWorker, method: string, args: readonly unknown[]): void;
  /** `undefined`: no such method. */
  request(worker: ChannelWorker, method: string, args: readonly unknown[]): unknown;
}

/** Recalls of one worker at once; more are taken for unanswered. */
const MOST_RECALLS = 10_000;

/** The primary's end of the channels of its workers: a unix socket in a folder that only this user may enter. */
export class ChannelServer {
  readonly path: string;

  readonly #folder: string;
  readonly #server: Server;
  readonly #peers = new Set<Peer>();
  readonly #workers = new Set<ChannelWorker>();

  /** @param timeout longest wait for a worker's answer, ms */
  constructor(stores: HostStores, events: ChannelEvents, timeout: number) {
    this.#folder = join(tmpdir(), `margay-backplane-${randomBytes(8).toString('hex')}`);
    this.path = join(this.#folder, 'backplane.sock');
    this.#server = createServer((socket) => {
      let worker: ChannelWorker | null = null;
      const session = new WorkerSession(stores, (key, until, heard) =>
        peer.request(methods.recall, [key, until], (amount) => heard(amount as number)),
      );
      const peer = new Peer(
        socket,
        {
          request: (method, args) => {
            const value = worker === null ? undefined : events.request(worker, method, args);
            return value === undefined ? session.request(method, args) : value;
          },
          message: (method, args) => {
            if (method !== methods.hello) {
              session.message(method, args);
              if (worker !== null) events.message(worker, method, args);
            } else if (worker === null) {
              worker = { pid: Number(args[0]), send: (name, rest) => peer.send(name, rest) };
              this.#workers.add(worker);
              events.joined(worker);
            }
          },
          closed: () => {
            this.#peers.delete(peer);
            session.end();
            if (worker === null) return;
            this.#workers.delete(worker);
            events.left(worker);
          },
        },
        { timeout, mostInFlight: MOST_RECALLS },
      );
      this.#peers.add(peer);
    });
  }

  /** Resolves once workers may connect. */
  async start(): Promise<void> {
    // Fails when somebody else has made it.
    await mkdir(this.#folder, { mode: 0o700 });
    process.once('exit', this.#remove);
    this.#server.listen(this.path);
    await once(this.#server, 'listening');
    // The primary lives as long as its admin port and its workers do.
    this.#server.unref();
  }

  get workers(): ReadonlySet<ChannelWorker> {
    return this.#workers;
  }

  close(): void {
    this.#server.close();
    for (const peer of [...this.#peers]) peer.close();
    process.off('exit', this.#remove);
    this.#remove();
  }

  readonly #remove = (): void => rmSync(this.#folder, { recursive: true, force: true });
}
