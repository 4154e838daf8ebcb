import { type Counters, counters } from '../../shared/backplane/counters.js';
import { MemoryCounters } from '../../shared/backplane/memory-counters.js';
import type { BackplanePlan } from '../../shared/backplane/plan.js';
import type { RateLimitStore } from '../../shared/backplane/rate-limit-store.js';
import { MemoryRateLimits } from '../../shared/backplane/rate-limits/memory-rate-limits.js';
import type { RegionClears } from '../../shared/backplane/region-clears.js';
import type { ListenerPlan } from '../../shared/control.js';
import type { SnapshotSettings } from '../../shared/snapshot.js';
import { Schemes } from '../auth/schemes.js';
import { WorkerBackplane } from '../backplane/worker-backplane.js';
import { Balancers } from '../balance/balancers.js';
import { AnswerCache } from '../cache/answer-cache.js';
import { Clock } from '../clock.js';
import { Deadlines } from '../deadlines.js';
import type { Registry } from '../extensions/registry.js';
import { CookieJars } from '../forward/cookies/cookie-jars.js';
import { Pools } from '../forward/pools.js';
import { Gateway } from '../gateway.js';
import { Breakers } from '../resilience/breakers.js';
import { RetryBudgets } from '../resilience/retry-budgets.js';
import { Linker } from '../runtime/linker.js';
import type { State } from '../runtime/state.js';
import { type Log, Telemetry } from '../telemetry.js';
import { Connections } from './connections.js';
import type { GatewayServer, SnapshotReceiver } from './contract.js';
import { attachFront } from './front.js';
import { Listeners } from './listeners.js';
import { limitReceiveBuffers } from './receive-buffer.js';
import { Watchdog } from './watchdog.js';

/**
 * Milliseconds without a request after which a draining worker cuts the connections that are still open: long enough for
 * a busy client to be told `Connection: close`, short enough for a restart.
 */
const quiet = 300;

/** What a worker has beside its own. */
export interface ServerParts {
  /** Without one, those of the worker stand in. */
  readonly counters: Partial<Counters>;
  /** Where requests are counted; whoever made it closes it. `null`: in the worker. */
  readonly rateLimits: RateLimitStore | null;
}

const alone: ServerParts = { counters: {}, rateLimits: null };

/** The gateway server of a worker process; owns everything in it that is open. */
export function createGatewayServer(log: Log, parts: Partial<ServerParts> = {}): GatewayServer {
  return new Server(log, { ...alone, ...parts });
}

class Server implements GatewayServer {
  readonly #deadlines: Deadlines;
  readonly #cache: AnswerCache;
  readonly #clock = new Clock((now) => {
    this.#deadlines.expire(now);
    this.#cache.tick(now);
  });
  readonly #watchdog = new Watchdog(this.#clock);
  readonly #state: State;
  readonly #listeners: Listeners;
  readonly #connections = new Connections();
  readonly #telemetry: Telemetry;
  readonly #log: Log;
  #backplane: Promise<WorkerBackplane> | null = null;
  #gateway: Gateway | null = null;

  constructor(log: Log, { counters: shared, rateLimits }: ServerParts) {
    this.#log = log;
    this.#telemetry = new Telemetry(log);
    this.#deadlines = new Deadlines(this.#clock);
    const own = new MemoryCounters(() => this.#clock.now);
    this.#cache = new AnswerCache(this.#clock);
    this.#state = {
      pools: new Pools(this.#clock),
      jars: new CookieJars(),
      balancers: new Balancers(counters(own, shared)),
      deadlines: this.#deadlines,
      rateLimits: rateLimits ?? new MemoryRateLimits(),
      schemes: new Schemes(log),
      breakers: new Breakers(this.#clock, (status) => this.#telemetry.circuitChanged(status)),
      budgets: new RetryBudgets(this.#clock),
      cache: this.#cache,
    };
    this.#listeners = new Listeners(
      (app, listener) => attachFront(app, this.#gateway as Gateway, listener.tls !== null),
      (response, change) => this.#connections.count(response, change),
    );
  }

  start(plan: BackplanePlan): void {
    // No answer is cached here yet, so every clear is done as soon as it is heard.
    const clears: RegionClears = { clear: () => {} };
    this.#backplane = WorkerBackplane.connect(plan, clears, this.#log);
    // Whoever waits for it, before the worker listens, hears why it failed.
    this.#backplane.catch(() => {});
  }

  begin(settings: SnapshotSettings, extensions: Registry): SnapshotReceiver {
    const linker = new Linker(settings, this.#state, extensions);
    return {
      add: (routes) => linker.add(routes),
      commit: () => {
        const runtime = linker.finish();
        this.#cache.configure(settings.cache);
        if (this.#gateway === null)
          this.#gateway = new Gateway(runtime, this.#clock, this.#watchdog, this.#connections, this.#telemetry);
        else this.#gateway.runtime = runtime;
        this.#connections.limit = settings.limits.connections;
      },
    };
  }

  async listen(listeners: readonly ListenerPlan[]): Promise<void> {
    if (this.#gateway === null) throw new Error('a worker listens only with a snapshot');
    await this.#backplane;
    await this.#listeners.apply(listeners);
    const { receiveBuffer } = this.#gateway.limits;
    const ports = listeners.map(({ port }) => port);
    if (receiveBuffer !== null) await limitReceiveBuffers(ports, receiveBuffer);
  }

  async drain(timeout: number, closeCode: 1001 | 1012): Promise<void> {
    this.#listeners.stop();
    const gateway = this.#gateway;
    if (gateway !== null) {
      gateway.draining = true;
      for (const tunnel of gateway.tunnels)
        tunnel.close(closeCode, closeCode === 1012 ? 'service restart' : 'going away');
      await settledWithin(gateway, this.#connections, timeout);
    }
    this.#close();
  }

  #close(): void {
    void this.#backplane?.then(
      (backplane) => backplane.close(),
      () => {},
    );
    this.#listeners.close();
    this.#state.pools.close();
    this.#state.schemes.close();
    this.#cache.close();
    this.#watchdog.stop();
    this.#clock.stop();
  }
}

/** Until no exchange and no WebSocket is left and the clients that remain are quiet, or time is up. */
function settledWithin(gateway: Gateway, connections: Connections, timeout: number): Promise<void> {
  return new Promise((resolve) => {
    let pause: NodeJS.Timeout | null = null;
    const end = (): void => {
      gateway.onIdle = null;
      clearTimeout(limit);
      if (pause !== null) clearTimeout(pause);
      resolve();
    };
    const limit = setTimeout(end, timeout);
    const check = (): void => {
      if (pause !== null) clearTimeout(pause);
      if (gateway.active > 0 || gateway.tunnels.size > 0) return;
      if (connections.open === 0) end();
      else pause = setTimeout(() => (gateway.active === 0 && gateway.tunnels.size === 0 ? end() : undefined), quiet);
    };
    gateway.onIdle = check;
    check();
  });
}
