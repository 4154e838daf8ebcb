import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../shared/log.js';
import type { AdminSubject, Answer } from './answer.js';
import { bodyOf } from './body.js';
import { isAuthorized, isForeign } from './guard.js';
import { pageOf } from './pages.js';

export interface AdminOptions {
  readonly host: string;
  readonly port: number;
  /** Bearer token; `null`: open, then `host` is loopback. */
  readonly secret: string | null;
  readonly subject: AdminSubject;
  readonly log: Log;
}

/** While another process holds the port, ms between two tries. */
const RETRY = 100;

/**
 * The admin port of a host, HTTP.
 *
 * The port may still be held, by the primary this one replaces under pm2 or by another program. The gateway starts all the
 * same, and takes the port once it is free.
 */
export class AdminServer {
  readonly #options: AdminOptions;
  readonly #server: Server;
  #retry: NodeJS.Timeout | null = null;
  #waits = false;

  constructor(options: AdminOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Resolves when the port is open or waited for; rejects with a message for the user when it can never be opened. */
  start(): Promise<void> {
    const { host, port, log } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE')
          reject(new Error(`The admin port ${host}:${port} cannot be opened: ${error.code}.`));
        else this.#wait(resolve);
      });
      this.#server.on('listening', () => {
        log.info({ host, port: (this.#server.address() as AddressInfo).port }, 'admin port is open');
        resolve();
      });
      this.#listen();
    });
  }

  /** Ends open connections too. */
  close(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #listen(): void {
    const { host, port } = this.#options;
    // Not through pm2's daemon, which would deal requests out to the old primary and the new one in turn.
    this.#server.listen({ host, port, exclusive: true });
  }

  #wait(resolve: () => void): void {
    const { host, port, log } = this.#options;
    if (!this.#waits) log.warn({ host, port }, 'admin port is in use; it is opened as soon as it is free');
    this.#waits = true;
    this.#retry = setTimeout(() => this.#listen(), RETRY);
    resolve();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#answerTo(request);
    } catch (error) {
      // The client is gone, or it is a bug.
      if (!request.complete) return void request.destroy();
      this.#options.log.error({ err: error }, 'the admin port could not answer: this is a bug of margay');
      answer = { status: 500, body: { error: 'internal error, see the log' } };
    }
    const { status, body, type = 'application/json', allow } = answer;
    const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(allow === undefined ? {} : { allow }),
    });
    response.end(text);
  }

  async #answerTo(request: IncomingMessage): Promise<Answer> {
    const { host, secret, subject } = this.#options;
    if (isForeign(request, host)) return { status: 403, body: { error: 'foreign Host or Origin' } };
    const page = pageOf((request.url ?? '').split('?', 1)[0]!);
    if (page?.open !== true && !isAuthorized(request, secret)) return { status: 401, body: { error: 'token needed' } };
    if (page === null) return { status: 404, body: { error: 'not found' } };
    if (page.methods.includes(request.method ?? '')) {
      const body = await bodyOf(request, page.mostBody ?? 0);
      if (body === null) return { status: 413, body: { error: `more than ${page.mostBody ?? 0} bytes` } };
      return page.answer(subject, body);
    }
    const [first] = page.methods;
    return { status: 405, body: { error: `${first} only` }, allow: page.methods.join(', ') };
  }
}
