import { type FailureName, failures } from '../shared/errors.js';
import type { LimitsPlan } from '../shared/snapshot.js';
import type { Clock } from './clock.js';
import type { Exchange } from './exchange.js';
import { HookRun } from './extensions/hooks/hook-run.js';
import { resolveDotSegments } from './match/dot-segments.js';
import type { Runtime } from './runtime/runtime.js';
import type { Connections } from './server/connections.js';
import { type Refusal, refuse } from './server/refuse.js';
import type { Watchdog } from './server/watchdog.js';
import type { Log, Telemetry } from './telemetry.js';
import type { Tunnel } from './websocket/tunnel.js';

/** What happens to a request, in order: match, the steps of its route, forward, reply, settle. */
export class Gateway {
  draining = false;
  readonly tunnels = new Set<Tunnel>();
  /** Exchanges that have not settled. */
  active = 0;
  runtime: Runtime;
  readonly clock: Clock;
  readonly watchdog: Watchdog;
  readonly connections: Connections;
  readonly #telemetry: Telemetry;
  /** Who waits until no exchange and no WebSocket is left. */
  onIdle: (() => void) | null = null;
  /** Whether requests with a limit can be served at all. */
  counts: () => boolean = () => true;

  constructor(runtime: Runtime, clock: Clock, watchdog: Watchdog, connections: Connections, telemetry: Telemetry) {
    this.runtime = runtime;
    this.clock = clock;
    this.watchdog = watchdog;
    this.connections = connections;
    this.#telemetry = telemetry;
  }

  get log(): Log {
    return this.#telemetry.log;
  }

  get limits(): LimitsPlan {
    return this.runtime.settings.limits;
  }

  /** A request whose head was read. */
  begin(exchange: Exchange): void {
    this.active++;
    exchange.path = resolveDotSegments(exchange.path);
    const { settings, extensions } = this.runtime;
    if (exchange.path === settings.healthPath) {
      this.#answerHealth(exchange);
      return;
    }
    const hook = extensions.hooks.get('PreErrorResponder');
    if (hook === undefined) {
      this.#route(exchange);
      return;
    }
    exchange.hooks = new HookRun(exchange);
    exchange.hooks.run(hook, () => this.#route(exchange));
  }

  #route(exchange: Exchange): void {
    const match = this.runtime.matcher.match(exchange);
    if (match === null) {
      exchange.fail('noRoute', `no route for ${exchange.method} ${exchange.path}`);
      return;
    }
    exchange.match = match;
    exchange.route = match.route;
    const { members } = match.route;
    // A WebSocket of an aggregate is its first member's.
    if (members !== null && exchange.upgrade !== null) exchange.route = members[0]!.route;
    exchange.proceed();
  }

  /** Ends an exchange that gets no answer of a service. */
  refuse(exchange: Exchange, name: FailureName, detail: string, refusal: Refusal | null): void {
    if (exchange.answered) exchange.response.close();
    else {
      exchange.status = refusal?.status ?? failures[name].status;
      refuse(exchange, exchange.status, name === 'bodyTimeout' || name === 'payloadTooLarge', refusal);
    }
    this.settled(exchange, name, detail);
  }

  settled(exchange: Exchange, failure: FailureName | null, detail: string | null): void {
    this.active--;
    this.#telemetry.settled(exchange, failure, detail, this.runtime.settings.accessLog);
    this.checkIdle();
  }

  /** Something has ended. */
  checkIdle(): void {
    if (this.active === 0 && this.tunnels.size === 0) this.onIdle?.();
  }

  #answerHealth(exchange: Exchange): void {
    exchange.status = this.draining || !this.counts() ? 503 : 200;
    exchange.settled = true;
    refuse(exchange, exchange.status, false, null);
    this.settled(exchange, null, null);
  }
}
