import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import { redisLocation } from './addresses.js';
import { createClient, type RedisClient } from './client.js';
import { Commands, type Send } from './commands.js';
import { RedisFailure, redisFailure } from './failure.js';
import type { RedisArgument, RedisLink, RedisScript, RedisState } from './link.js';
import { LinkState, type RedisLog } from './link-state.js';
import type { RedisPlan } from './plan.js';
import { PROBE_EVERY, Prober } from './prober.js';
import { scriptHash } from './script-hash.js';
import { Turn } from './turn.js';

/** Timeouts in a row after which Redis counts as away. */
const MOST_TIMEOUTS = 3;

/**
 * The connection to Redis: single, Sentinel or Cluster.
 *
 * A cluster counts as away while one of its masters does not answer: the keys of limits are spread over all of them.
 */
export class RedisConnection implements RedisLink {
  readonly keyPrefix: string;

  readonly #client: RedisClient;
  readonly #turn: Turn;
  readonly #commands: Commands;
  readonly #timeout: number;
  readonly #state: LinkState;
  readonly #prober: Prober;
  #lastError: string | null = null;
  #closed = false;

  constructor(plan: RedisPlan, log: RedisLog) {
    this.keyPrefix = plan.keyPrefix;
    this.#timeout = plan.commandTimeout;
    this.#state = new LinkState(redisLocation(plan), log);
    this.#client = createClient(plan);
    this.#turn = new Turn(this.#client);
    this.#commands = new Commands(plan.commandTimeout, this.#isCluster ? PROBE_EVERY : null, {
      done: (name) => {
        if (this.#state.isDenied) this.#state.grant(name);
      },
      failed: (name, failure) => this.#commandFailed(name, failure),
      late: (inARow) => this.#late(inARow),
      crowded: (most) => {
        this.#state.crowd(most);
        this.#prober.start();
      },
    });
    this.#prober = new Prober(this.#client, `{${plan.keyPrefix}:probe}`, {
      answered: (took) => this.#answered(took),
      failed: (error) => this.#probeFailed(error),
      silent: () => this.#leave('Redis accepts connections and does not answer'),
    });
    this.#client.on('error', (error: Error) => this.#failed(error));
    this.#client.on('node error', (error: Error) => this.#failed(error));
    this.#client.on('close', () => this.#leave(this.#lastError ?? 'the connection is lost'));
    this.#client.on('ready', () => this.#prober.probe());
    this.#prober.start();
    // An event has told why, as a rule.
    this.#client.connect().catch((error: Error) => this.state.condition === 'connecting' && this.#failed(error));
  }

  get available(): boolean {
    return this.#state.isReached;
  }

  get writable(): boolean {
    return this.#state.isReached && !this.#state.isFull;
  }

  get state(): RedisState {
    return this.#state.current;
  }

  run(script: RedisScript, keys: readonly string[], args: readonly RedisArgument[]): Promise<unknown> {
    return this.#run('', script, keys, args);
  }

  runBuffer(script: RedisScript, keys: readonly string[], args: readonly RedisArgument[]): Promise<unknown> {
    return this.#run('Buffer', script, keys, args);
  }

  command(name: string, args: readonly RedisArgument[]): Promise<unknown> {
    return this.#call(name, () => this.#send[name.toLowerCase()]!(...args), null);
  }

  commandBuffer(name: string, args: readonly RedisArgument[]): Promise<unknown> {
    return this.#call(name, () => this.#send[`${name.toLowerCase()}Buffer`]!(...args), null);
  }

  onChange(listener: (state: RedisState) => void): () => void {
    return this.#state.onChange(listener);
  }

  /** Resolves once Redis answered or turned out to be away, after `limit` ms at most. */
  settled(limit: number): Promise<void> {
    if (this.state.condition !== 'connecting') return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(late);
        stop();
        resolve();
      };
      const stop = this.onChange(end);
      const late = setTimeout(end, limit);
    });
  }

  /** Resolves once no command is on its way, after `limit` ms at most; at once while Redis is away. For those who leave. */
  async idle(limit: number): Promise<void> {
    const end = performance.now() + limit;
    while (this.#commands.inFlight > 0 && this.available && performance.now() < end) await sleep(1);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#prober.stop();
    this.#state.close();
    this.#commands.failAll(new RedisFailure('away', 'the connection to Redis is closed'));
    this.#client.disconnect();
  }

  #run(
    form: '' | 'Buffer',
    script: RedisScript,
    keys: readonly string[],
    args: readonly RedisArgument[],
  ): Promise<unknown> {
    return this.#call(
      script.name,
      () => this.#send[`evalsha${form}`]!(scriptHash(script), keys.length, ...keys, ...args),
      () => this.#send[`eval${form}`]!(script.lua, keys.length, ...keys, ...args),
    );
  }

  #call(name: string, send: Send, onNoScript: Send | null): Promise<unknown> {
    if (!this.available) return Promise.reject(new RedisFailure('away', `Redis is away: ${this.state.reason}`));
    this.#turn.join();
    return this.#commands.call(name, send, onNoScript);
  }

  #commandFailed(name: string, failure: RedisFailure): void {
    if (this.#closed) return;
    if (failure.fault === 'full') this.#fill();
    else if (failure.fault === 'denied') this.#state.deny(name, failure.message);
    else if (failure.fault === 'away') this.#leave(this.#lastError ?? failure.message);
  }

  #late(inARow: number): void {
    if (inARow >= MOST_TIMEOUTS)
      this.#leave(`${MOST_TIMEOUTS} commands in a row had no answer within ${this.#timeout} ms`);
    // With few commands, or to one node of a cluster, there may be no three in a row for long.
    else if (this.available) this.#prober.start();
  }

  /** Errors of the connection: the library goes on trying. */
  #failed(error: Error): void {
    if (this.#closed) return;
    const cause = (error as { lastNodeError?: Error }).lastNodeError ?? error;
    this.#lastError = cause.message;
    if (this.state.condition === 'connecting') this.#leave(cause.message);
    else if (this.available) this.#prober.start();
    else this.#state.explain(cause.message, cause.name === 'ReplyError');
  }

  #leave(reason: string): void {
    if (this.#closed || this.state.condition === 'away') return;
    this.#state.leave(reason);
    this.#commands.failAll(new RedisFailure('away', `Redis is away: ${reason}`));
    this.#prober.start();
    this.#leaveReplica(reason);
  }

  /** A master that became a replica: Sentinel knows the new one. */
  #leaveReplica(reason: string): void {
    if (reason.startsWith('READONLY') && !this.#isCluster) this.#client.disconnect(true);
  }

  #fill(): void {
    if (!this.available) return;
    this.#state.fill();
    this.#prober.start();
  }

  #answered(took: number): void {
    if (this.#closed || took > this.#timeout) return;
    this.#commands.endRow();
    this.#lastError = null;
    this.#state.reach();
    if (this.state.condition !== 'busy') this.#prober.stop();
  }

  #probeFailed(error: unknown): void {
    if (this.#closed) return;
    const failure = redisFailure(error);
    if (failure.fault === 'full') this.#state.fill();
    else if (this.state.condition !== 'away') this.#leave(failure.message);
    else if ((error as Error).name === 'ReplyError') {
      // What the connection says is told by its own events.
      this.#state.explain(failure.message, failure.fault !== 'away');
      this.#leaveReplica(failure.message);
    }
  }

  /** By name: the library has no types for `evalshaBuffer`, and its `callBuffer` fails in a pipeline. */
  get #send(): Readonly<Record<string, (...args: RedisArgument[]) => Promise<unknown>>> {
    return this.#client as unknown as Record<string, (...args: RedisArgument[]) => Promise<unknown>>;
  }

  get #isCluster(): boolean {
    return this.#client instanceof Cluster;
  }
}
