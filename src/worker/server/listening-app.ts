import type { ListenerPlan, TlsPlan } from '../../shared/control.js';
import { type HttpResponse, type TemplatedApp, type us_listen_socket, uws } from './uws.js';

/**
 * Adds routes and WebSocket behaviour. Called once for the app and once more for every server name of it, because
 * uWebSockets.js gives each server name a router of its own; so it must not call `app.filter`.
 */
export type Attach = (app: TemplatedApp, listener: ListenerPlan) => void;

/** Told of every client connection: `change` is 1 when it opens, -1 when it closes (never for one that became a WebSocket). */
export type CountConnection = (response: HttpResponse, change: number) => void;

/** One app of uWebSockets.js and its listen socket. */
export class ListeningApp {
  readonly #app: TemplatedApp;
  #socket: us_listen_socket | null = null;

  /** Listens at once, `listening` tells the outcome; throws when uWebSockets.js refuses the certificate. */
  constructor(plan: ListenerPlan, attach: Attach, count: CountConnection | null) {
    this.#app = plan.tls === null ? uws.App() : secureApp(plan.tls);
    if (count !== null) this.#app.filter(count);
    attach(this.#app, plan);
    for (const { name, certificateFile, keyFile } of plan.tls?.serverNames ?? []) {
      this.#app.addServerName(name, { cert_file_name: certificateFile, key_file_name: keyFile });
      attach(this.#app.domain(name), plan);
    }
    this.#app.listen(plan.host, plan.port, (socket) => {
      this.#socket = socket === false ? null : socket;
    });
  }

  get listening(): boolean {
    return this.#socket !== null;
  }

  /** Accepts no more connections; open ones go on. */
  stopListening(): void {
    if (this.#socket === null) return;
    uws.us_listen_socket_close(this.#socket);
    this.#socket = null;
  }

  /** Cuts every connection, answers on their way included. */
  close(): void {
    this.#socket = null;
    this.#app.close();
  }
}

function secureApp({ certificateFile, keyFile }: TlsPlan): TemplatedApp {
  try {
    return uws.SSLApp({ cert_file_name: certificateFile, key_file_name: keyFile });
  } catch (error) {
    throw new Error(`uWebSockets.js refuses the certificate ${certificateFile} or its key ${keyFile}.`, {
      cause: error,
    });
  }
}
