import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import { type PendingCall, PendingCalls } from '../pending-calls.js';
import { redisLocation } from './addresses.js';
import { createClient, PROBE, type RedisClient } from './client.js';
import { RedisFailure, redisFailure } from './failure.js';
import type { RedisArgument, RedisLink, RedisScript, RedisState } from './link.js';
import type { RedisPlan } from './plan.js';
import { scriptHash } from './script-hash.js';

/** More are refused, so that nothing grows while Redis is slow. */
const MOST_IN_FLIGHT = 1_000;
/** Timeouts in a row after which Redis counts as away. */
const MOST_TIMEOUTS = 3;
/** Between two probes, ms. */
const PROBE_EVERY = 1_000;
/** Probes without any answer after which the connection is given up and made anew. */
const MOST_SILENT_PROBES = 3;

/** One line per change of state. */
export interface RedisLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/**
 * The connection to Redis: single, Sentinel or Cluster.
 *
 * A cluster counts as away while one of its masters does not answer: the keys of limits are spread over all of them.
 */
export class RedisConnection implements RedisLink {
  readonly keyPrefix: string;

  readonly #client: RedisClient;
  readonly #calls: PendingCalls;
  readonly #timeout: number;
  readonly #location: string;
  readonly #log: RedisLog;
  readonly #listeners = new Set<(state: RedisState) => void>();
  #state: RedisState = { condition: 'connecting', since: Date.now(), reason: 'not connected yet' };
  #inFlight = 0;
  #timeouts = 0;
  #lastTimeout = 0;
  #lastError: string | null = null;
  #prober: NodeJS.Timeout | null = null;
  #probing = false;
  #silentProbes = 0;
  #closed = false;

  constructor(plan: RedisPlan, log: RedisLog) {
    this.keyPrefix = plan.keyPrefix;
    this.#timeout = plan.commandTimeout;
    this.#location = redisLocation(plan);
    this.#log = log;
    this.#calls = new PendingCalls(plan.commandTimeout, (call) => this.#expired(call));
    this.#client = createClient(plan);
    this.#client.on('error', (error: Error) => this.#failed(error));
    this.#client.on('close', () => this.#leave(this.#lastError ?? 'the connection is lost'));
    this.#client.on('ready', () => void this.#probe());
    this.#startProbing();
    this.#client.connect().catch((error: Error) => this.#failed(error));
  }

  get available(): boolean {
    const { condition } = this.#state;
    return condition === 'available' || condition === 'full';
  }

  get writable(): boolean {
    return this.#state.condition === 'available';
  }

  get state(): RedisState {
    return this.#state;
  }

  run(script: RedisScript, keys: readonly string[], args: readonly RedisArgument[]): Promise<unknown> {
    return this.#run('', script, keys, args);
  }

  runBuffer(script: RedisScript, keys: readonly string[], args: readonly RedisArgument[]): Promise<unknown> {
    return this.#run('Buffer', script, keys, args);
  }

  command(name: string, args: readonly RedisArgument[]): Promise<unknown> {
    return this.#call(() => this.#commands[name.toLowerCase()]!(...args), null);
  }

  commandBuffer(name: string, args: readonly RedisArgument[]): Promise<unknown> {
    return this.#call(() => this.#commands[`${name.toLowerCase()}Buffer`]!(...args), null);
  }

  onChange(listener: (state: RedisState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once Redis answered or turned out to be away, after `limit` ms at most. */
  settled(limit: number): Promise<void> {
    if (this.#state.condition !== 'connecting') return Promise.resolve();
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
    while (this.#inFlight > 0 && this.available && performance.now() < end) await sleep(1);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#prober !== null) clearInterval(this.#prober);
    this.#calls.failAll(new RedisFailure('away', 'the connection to Redis is closed'));
    this.#state = { condition: 'away', since: Date.now(), reason: 'closed' };
    this.#client.disconnect();
  }

  #run(
    form: '' | 'Buffer',
    script: RedisScript,
    keys: readonly string[],
    args: readonly RedisArgument[],
  ): Promise<unknown> {
    return this.#call(
      () => this.#commands[`evalsha${form}`]!(scriptHash(script), keys.length, ...keys, ...args),
      // A node that does not know the script: new, restarted, or promoted.
      () => this.#commands[`eval${form}`]!(script.lua, keys.length, ...keys, ...args),
    );
  }

  #call(send: () => Promise<unknown>, onNoScript: (() => Promise<unknown>) | null): Promise<unknown> {
    if (!this.available) return Promise.reject(new RedisFailure('away', `Redis is away: ${this.#state.reason}`));
    if (this.#inFlight >= MOST_IN_FLIGHT)
      return Promise.reject(new RedisFailure('busy', `${MOST_IN_FLIGHT} commands are in flight`));
    return new Promise((resolve, reject) => this.#send(send, onNoScript, this.#calls.add(resolve, reject)));
  }

  #send(send: () => Promise<unknown>, onNoScript: (() => Promise<unknown>) | null, call: PendingCall): void {
    let sent: Promise<unknown>;
    try {
      sent = send();
    } catch (error) {
      // The library throws where a slot of a cluster has no node.
      this.#rejected(call, error);
      return;
    }
    this.#inFlight += 1;
    sent.then(
      (value) => {
        this.#inFlight -= 1;
        if (!call.settled && !this.#isCluster) this.#timeouts = 0;
        this.#calls.answer(call, value);
      },
      (error: Error) => {
        this.#inFlight -= 1;
        if (onNoScript !== null && error.message.startsWith('NOSCRIPT') && !call.settled)
          this.#send(onNoScript, null, call);
        else this.#rejected(call, error);
      },
    );
  }

  #rejected(call: PendingCall, error: unknown): void {
    const failure = redisFailure(error);
    this.#calls.fail(call, failure);
    if (this.#closed) return;
    if (failure.fault === 'full') this.#fill();
    else if (failure.fault === 'away') this.#leave(this.#lastError ?? failure.message);
  }

  #expired(call: PendingCall): void {
    this.#calls.fail(call, new RedisFailure('timeout', `no answer of Redis within ${this.#timeout} ms`));
    const now = performance.now();
    // In a cluster the answers of other nodes lie between the timeouts of one.
    if (this.#isCluster && now - this.#lastTimeout > PROBE_EVERY) this.#timeouts = 0;
    this.#lastTimeout = now;
    this.#timeouts += 1;
    if (this.#timeouts >= MOST_TIMEOUTS)
      this.#leave(`${MOST_TIMEOUTS} commands in a row had no answer within ${this.#timeout} ms`);
  }

  /** Errors of the connection: the library goes on trying. */
  #failed(error: Error): void {
    const cause = (error as { lastNodeError?: Error }).lastNodeError ?? error;
    this.#lastError = cause.message;
    if (this.#state.condition === 'connecting') this.#leave(cause.message);
  }

  #leave(reason: string): void {
    if (this.#closed || this.#state.condition === 'away') return;
    this.#change('away', reason);
    this.#calls.failAll(new RedisFailure('away', `Redis is away: ${reason}`));
    this.#startProbing();
    // A master that became a replica: Sentinel knows the new one.
    if (reason.startsWith('READONLY') && !this.#isCluster) this.#client.disconnect(true);
  }

  #fill(): void {
    if (this.#state.condition !== 'available') return;
    this.#change('full', 'Redis has no memory left (OOM)');
    this.#startProbing();
  }

  #startProbing(): void {
    this.#prober ??= setInterval(() => void this.#probe(), PROBE_EVERY).unref();
  }

  /** A small write, because reads alone would not show a replica or a full memory. */
  async #probe(): Promise<void> {
    if (this.#closed) return;
    if (this.#probing || this.#client.status !== 'ready') return this.#probeIsSilent();
    this.#probing = true;
    const began = performance.now();
    try {
      await Promise.all(this.#masters().map((node) => node.ping()));
      await this.#client[PROBE](`{${this.keyPrefix}:probe}`, PROBE_EVERY, '1');
      if (performance.now() - began <= this.#timeout) this.#recover();
    } catch (error) {
      const failure = redisFailure(error);
      if (failure.fault === 'full') this.#answersButFull();
      else if (failure.fault === 'refused' || this.#state.condition === 'connecting') this.#leave(failure.message);
      if (failure.message.startsWith('READONLY') && !this.#isCluster) this.#client.disconnect(true);
    } finally {
      this.#probing = false;
      this.#silentProbes = 0;
    }
  }

  /** A connection can be dead without being closed; then only a new one helps. */
  #probeIsSilent(): void {
    if (this.#isCluster || !['connect', 'ready'].includes(this.#client.status)) return;
    this.#silentProbes += 1;
    if (this.#silentProbes < MOST_SILENT_PROBES) return;
    this.#silentProbes = 0;
    this.#leave('Redis accepts connections and does not answer');
    this.#client.disconnect(true);
  }

  #masters(): { ping(): Promise<unknown> }[] {
    return this.#client instanceof Cluster ? this.#client.nodes('master') : [];
  }

  #answersButFull(): void {
    if (this.#state.condition === 'full') return;
    this.#change('full', 'Redis has no memory left (OOM)');
  }

  #recover(): void {
    if (this.#closed) return;
    if (this.#prober !== null) clearInterval(this.#prober);
    this.#prober = null;
    this.#timeouts = 0;
    this.#lastError = null;
    if (this.#state.condition !== 'available') this.#change('available', null);
  }

  /** By name: the library has no types for `evalshaBuffer`, and its `callBuffer` fails in a pipeline. */
  get #commands(): Readonly<Record<string, (...args: RedisArgument[]) => Promise<unknown>>> {
    return this.#client as unknown as Record<string, (...args: RedisArgument[]) => Promise<unknown>>;
  }

  get #isCluster(): boolean {
    return this.#client instanceof Cluster;
  }

  #change(condition: RedisState['condition'], reason: string | null): void {
    this.#state = { condition, since: Date.now(), reason };
    const fields = { redis: this.#location, reason: reason ?? undefined };
    if (condition === 'available') this.#log.info(fields, 'Redis is available');
    else this.#log.warn(fields, condition === 'full' ? 'Redis is full' : 'Redis is away');
    for (const listener of [...this.#listeners]) listener(this.#state);
  }
}
