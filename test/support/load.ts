import { Agent, request } from 'node:http';

export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  /** Connections that are kept and used again and again. */
  readonly keptAlive?: number;
  /** Clients that open a new connection for every request. */
  readonly fresh?: number;
  /** Body that an answer must have, besides the status 200. */
  readonly accept?: (body: string) => boolean;
}

export interface LoadResult {
  readonly answered: number;
  /** What went wrong, one entry per request. */
  readonly failures: readonly string[];
}

/** Requests without pause until `stop`. */
export class Load {
  #answered = 0;
  #stopped = false;
  readonly #failures: string[] = [];
  readonly #options: LoadOptions;
  readonly #clients: Promise<void>[] = [];

  constructor(options: LoadOptions) {
    this.#options = options;
    for (let i = 0; i < (options.keptAlive ?? 0); i++)
      this.#clients.push(this.#run(new Agent({ keepAlive: true, maxSockets: 1 })));
    for (let i = 0; i < (options.fresh ?? 0); i++) this.#clients.push(this.#run(false));
  }

  get answered(): number {
    return this.#answered;
  }

  /** Resolves when every request has its answer. */
  async stop(): Promise<LoadResult> {
    this.#stopped = true;
    await Promise.all(this.#clients);
    return { answered: this.#answered, failures: this.#failures };
  }

  async #run(agent: Agent | false): Promise<void> {
    while (!this.#stopped) {
      const failure = await this.#ask(agent);
      if (failure === null) this.#answered++;
      else this.#failures.push(failure);
    }
    if (agent !== false) agent.destroy();
  }

  #ask(agent: Agent | false): Promise<string | null> {
    const { port, path, accept } = this.#options;
    return new Promise((resolve) => {
      const outgoing = request({ host: '127.0.0.1', port, path, agent }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += chunk));
        response.on('error', (error) => resolve(`cut: ${error.message}`));
        response.on('end', () => {
          if (response.statusCode !== 200) resolve(`status ${response.statusCode}`);
          else resolve(accept === undefined || accept(body) ? null : `body ${body}`);
        });
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      outgoing.end();
    });
  }
}
