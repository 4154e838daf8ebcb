import { methods } from '../../shared/backplane/channel/methods.js';
import { counters } from '../../shared/backplane/counters.js';
import { MemoryCounters } from '../../shared/backplane/memory-counters.js';
import type { BackplanePlan } from '../../shared/backplane/plan.js';
import type { ListenerPlan } from '../../shared/control.js';
import type { SnapshotSettings } from '../../shared/snapshot.js';
import type { WorkerReport } from '../../shared/worker-report.js';
import { Schemes } from '../auth/schemes.js';
import { ownStores, type SharedStores, sharedStores } from '../backplane/shared-stores.js';
import { WorkerBackplane } from '../backplane/worker-backplane.js';
import { Balancers } from '../balance/balancers.js';
import { AnswerCache } from '../cache/answer-cache.js';
import { RedisSecondLevel } from '../cache/redis/redis-second-level.js';
import { Clock } from '../clock.js';
import { Deadlines } from '../deadlines.js';
import type { Registry } from '../extensions/registry.js';
import { CookieJars } from '../forward/cookies/cookie-jars.js';
import { Pools } from '../forward/pools.js';
import { Gateway } from '../gateway.js';
import { Reporter } from '../reporter.js';
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

/** Longest wait for Redis to hear of calls that have ended, ms. Within the second that the primary grants beside the drain's time. */
const lastWords = 500;

/** Circuits of one report. */
const mostBreakers = 1_000;

/**
 * The gateway server of a worker process; owns everything in it that is open.
 *
 * @param stores where it counts until `start` connects it; those of the worker by default
 */
export function createGatewayServer(log: Log, stores: Partial<SharedStores> = {}): GatewayServer {
  return new Server(log, { ...ownStores(), ...stores });
}

class Server implements GatewayServer {
  readonly #deadlines: Deadlines;
  readonly #cache: AnswerCache;
  readonly #clock = new Clock((now) => {
    this.#deadlines.expire(now);
    this.#cache.tick(now);
  });
  readonly #watchdog = new Watchdog(this.#clock);
  /** `null` before the first snapshot: by then it is known what is shared. */
  #state: State | null = null;
  #stores: SharedStores;
  readonly #listeners: Listeners;
  readonly #connections = new Connections();
  readonly #telemetry: Telemetry;
  readonly #log: Log;
  #connecting: Promise<WorkerBackplane> | null = null;
  #backplane: WorkerBackplane | null = null;
  #gateway: Gateway | null = null;
  #reporter: Reporter | null = null;

  constructor(log: Log, stores: SharedStores) {
    this.#log = log;
    this.#stores = stores;
    this.#telemetry = new Telemetry(log);
    this.#deadlines = new Deadlines(this.#clock);
    this.#cache = new AnswerCache(this.#clock);
    this.#listeners = new Listeners(
      (app, listener) => attachFront(app, this.#gateway as Gateway, listener.tls !== null),
      (response, change) => this.#connections.count(response, change),
    );
  }

  async start(plan: BackplanePlan): Promise<void> {
    this.#connecting = WorkerBackplane.connect(plan, this.#cache, this.#log);
    this.#backplane = await this.#connecting;
    this.#stores = sharedStores(this.#backplane, () => this.#clock.now);
    const { cacheRedis, peer } = this.#backplane;
    this.#reporter = new Reporter(
      () => this.#report(),
      (report) => peer.send(methods.report, [report]),
    );
    if (cacheRedis === null) return;
    const { cacheMaxBytes: maxBytes, compressAbove } = plan;
    const maxBody = () => this.#cache.limits.maxEntryBytes;
    this.#cache.secondLevel = new RedisSecondLevel(cacheRedis, { maxBytes, compressAbove, maxBody });
  }

  begin(settings: SnapshotSettings, extensions: Registry): SnapshotReceiver {
    this.#state ??= this.#newState();
    const linker = new Linker(settings, this.#state, extensions);
    return {
      add: (routes) => linker.add(routes),
      commit: () => {
        const runtime = linker.finish();
        this.#cache.configure(settings.cache);
        this.#backplane?.useRegions(new Set(this.#cache.regions()));
        if (this.#gateway === null) {
          this.#gateway = new Gateway(runtime, this.#clock, this.#watchdog, this.#connections, this.#telemetry);
          this.#gateway.counts = () => this.#backplane?.counts !== false;
        } else this.#gateway.runtime = runtime;
        this.#connections.limit = settings.limits.connections;
      },
    };
  }

  async listen(listeners: readonly ListenerPlan[]): Promise<void> {
    if (this.#gateway === null) throw new Error('a worker listens only with a snapshot');
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
    // What is left is cut. Its calls, like those that ended just now, are taken back from Redis before that is left too.
    this.#listeners.close();
    await this.#backplane?.redis?.idle(lastWords);
    this.#close();
  }

  #report(): WorkerReport {
    const { requests, failed } = this.#telemetry;
    const { redis = null, cacheRedis = null } = this.#backplane ?? {};
    return {
      requests,
      failures: { ...failed },
      connections: this.#connections.open,
      webSockets: this.#gateway?.tunnels.size ?? 0,
      cache: { entries: this.#cache.size, bytes: this.#cache.bytes, hits: this.#cache.hits },
      breakers:
        this.#state?.breakers
          .snapshot()
          .filter(({ state }) => state !== 'closed')
          .slice(0, mostBreakers) ?? [],
      redis: redis?.state ?? null,
      cacheRedis: cacheRedis === redis ? null : (cacheRedis?.state ?? null),
    };
  }

  #newState(): State {
    const clock = this.#clock;
    const own = new MemoryCounters(() => clock.now);
    return {
      pools: new Pools(clock),
      jars: new CookieJars(),
      balancers: new Balancers(counters(own, this.#stores.counters)),
      deadlines: this.#deadlines,
      rateLimits: this.#stores.rateLimits,
      schemes: new Schemes(this.#log),
      breakers: new Breakers(clock, (status) => this.#telemetry.circuitChanged(status)),
      budgets: new RetryBudgets(clock),
      cache: this.#cache,
    };
  }

  #close(): void {
    this.#reporter?.stop();
    this.#stores.close();
    void this.#connecting?.then(
      (backplane) => backplane.close(),
      () => {},
    );
    this.#state?.pools.close();
    this.#state?.schemes.close();
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
