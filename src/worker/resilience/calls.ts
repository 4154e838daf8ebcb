import type { FailureName } from '../../shared/errors.js';
import { chooseAgain } from '../balance/choose.js';
import type { Deadline, DeadlineQueue } from '../deadlines.js';
import type { Exchange } from '../exchange.js';
import type { CallGuard } from '../forward/call-guard.js';
import { connectTunnel } from '../forward/connect-tunnel.js';
import { fieldValues } from '../forward/field-lines.js';
import { forward } from '../forward/forwarder.js';
import type { ResponseHead } from '../forward/response-head.js';
import type { Destination } from '../runtime/destination.js';
import { backoff } from './backoff.js';
import { type Breaker, rejected } from './breaker.js';
import { ownAnswer } from './own-answer.js';
import type { Resilience } from './resilience.js';

/** Destinations that one request avoids before an open circuit is its answer. */
const mostAvoided = 10;

/**
 * The calls of one request: the circuit breaker lets each through and hears of its outcome, it has its time, and it is
 * repeated where the route says so. Repetitions are outside, the breaker is inside.
 */
export class Calls implements CallGuard, Deadline {
  deadlineAt = 0;
  deadlineQueue: DeadlineQueue | null = null;
  earlier: Deadline | null = null;
  later: Deadline | null = null;

  /** Calls so far. */
  #tries = 0;
  /** Who let the call in flight through; `null`: nobody waits for its outcome. */
  #breaker: Breaker | null = null;
  #generation = 0;
  /** The answer goes to the client: nothing is decided here any more. */
  #decided = false;
  #pause: NodeJS.Timeout | null = null;
  /** Destinations that failed or whose circuits are open: they come last in the next choice. */
  readonly #avoided: Destination[] = [];
  readonly #exchange: Exchange;
  readonly #route: Resilience;

  constructor(exchange: Exchange, route: Resilience) {
    this.#exchange = exchange;
    this.#route = route;
  }

  start(): void {
    const { retry } = this.#route;
    if (retry !== null) {
      retry.budget.request();
      const { contentLength, method, route, upload } = this.#exchange;
      const isRepeatable = retry.methods.has(route!.method ?? method) && contentLength <= retry.maxBodyBytes;
      if (isRepeatable) upload?.keep(retry.maxBodyBytes);
    }
    this.#call();
  }

  onResponse(head: ResponseHead, complete: boolean): boolean {
    const failed = head.status >= 500 && head.status <= 508;
    this.#ended(failed);
    const retry = this.#route.retry;
    if (retry?.statusCodes.has(head.status) !== true || !this.#repeat(retryAfter(head))) {
      this.#decided = true;
      return true;
    }
    this.#abandon(complete);
    return false;
  }

  onFailure(failure: FailureName, _detail: string): boolean {
    if (this.#decided) return false;
    if (failure === 'connection' || failure === 'handshakeTimedOut') {
      this.#ended(true);
      if (this.#repeat(null)) {
        this.#abandon(false);
        return true;
      }
    }
    this.#decided = true;
    return false;
  }

  /** No answer in time. */
  onDeadline(): void {
    this.#ended(true);
    this.#abandon(false);
    if (!this.#repeat(null)) this.#answer('Request timeout');
  }

  onProgress(): void {
    const queue = this.deadlineQueue;
    if (queue === null) return;
    queue.remove(this);
    queue.add(this);
  }

  onSettled(): void {
    this.#decided = true;
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.deadlineQueue?.remove(this);
    this.#breaker?.released(this.#generation);
    this.#breaker = null;
  }

  /** Where each destination has its own circuit, one that is open is passed over. */
  #call(): void {
    // While a balancer was choosing, the request got its answer elsewhere.
    if (this.#decided) return;
    const exchange = this.#exchange;
    const destination = exchange.destination!;
    if (this.#admit()) this.#send();
    else if (this.#route.breakers?.perDestination !== true || this.#isPassedOver(destination)) {
      this.#answer('Circuit breaker is open');
    } else this.#chooseAgain(destination);
  }

  #isPassedOver(destination: Destination): boolean {
    return this.#avoided.includes(destination) || this.#avoided.length >= mostAvoided;
  }

  #chooseAgain(instead: Destination): void {
    this.#avoided.push(instead);
    chooseAgain(this.#exchange, this.#avoided, () => this.#call());
  }

  #send(): void {
    const exchange = this.#exchange;
    this.#tries++;
    exchange.repeated = false;
    this.#route.deadlines?.add(this);
    if (exchange.upgrade !== null) connectTunnel(exchange, exchange.upgrade);
    else forward(exchange);
  }

  /** Asks the circuit of the destination. */
  #admit(): boolean {
    const { breakers } = this.#route;
    if (breakers === null) return true;
    const breaker = breakers.at(this.#exchange.endpoint!.authority);
    const generation = breaker.admit();
    if (generation === rejected) return false;
    this.#breaker = breaker;
    this.#generation = generation;
    return true;
  }

  /** The call has an outcome. */
  #ended(failed: boolean): void {
    this.deadlineQueue?.remove(this);
    if (failed) this.#breaker?.failed(this.#generation);
    else this.#breaker?.succeeded(this.#generation);
    this.#breaker = null;
  }

  /** Gives up the call in flight. What the client still sends waits for the next one. */
  #abandon(complete: boolean): void {
    const exchange = this.#exchange;
    const { upload } = exchange;
    exchange.waitingFor?.cancel(exchange);
    exchange.waitingFor = null;
    exchange.tunnel?.abort();
    exchange.tunnel = null;
    // A connection whose request and answer are over may be another request's already.
    if (!complete || (upload !== null && !upload.sent)) exchange.connection?.abort();
    exchange.connection = null;
    exchange.lease?.release();
    exchange.lease = null;
    upload?.detach();
  }

  /** @returns whether another call follows */
  #repeat(asked: string | null): boolean {
    const { retry, breakers } = this.#route;
    const exchange = this.#exchange;
    if (retry === null || this.#tries > retry.count || !retry.methods.has(exchange.downstreamMethod)) return false;
    if (exchange.upload?.repeatable === false || (exchange.body?.length ?? 0) > retry.maxBodyBytes) return false;
    // With a circuit that has just opened, the answer that there is says more than the breaker's.
    if (breakers?.isOpen === true) return false;
    const delay = backoff(retry.backoff, this.#tries, asked, Math.random(), Date.now());
    if (delay === null) return false;
    if (exchange.deadlineQueue !== null && exchange.gateway.clock.now + delay >= exchange.deadlineAt) return false;
    if (!retry.budget.take()) return false;
    this.#pause = setTimeout(() => this.#chooseAgain(exchange.destination!), delay);
    return true;
  }

  #answer(reason: 'Request timeout' | 'Circuit breaker is open'): void {
    this.#decided = true;
    ownAnswer(this.#exchange, reason, `${reason} for route -> ${this.#exchange.route!.name}`);
  }
}

function retryAfter(head: ResponseHead): string | null {
  return fieldValues(head.fields, 'retry-after')[0] ?? null;
}
