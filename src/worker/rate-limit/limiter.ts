import type { RateLimitDecision, RateLimitStore } from '../../shared/backplane/rate-limit-store.js';
import type { RateLimitPlan } from '../../shared/policies/rate-limit.js';
import type { Exchange } from '../exchange.js';
import { LimitFields } from './limit-fields.js';
import { type Partition, partition } from './partition.js';
import { Slot } from './slot.js';

/** The limit of one route. */
export class Limiter {
  readonly #plan: RateLimitPlan;
  readonly #store: RateLimitStore;
  readonly #whitelist: ReadonlySet<string> | null;
  readonly #needsId: boolean;
  readonly #partition: Partition;
  readonly #fields: LimitFields;
  readonly #holds: boolean;

  constructor(plan: RateLimitPlan, store: RateLimitStore) {
    this.#plan = plan;
    this.#store = store;
    this.#whitelist = plan.whitelist.length === 0 ? null : new Set(plan.whitelist);
    this.#needsId = plan.partitionBy.some(({ kind }) => kind === 'client');
    this.#partition = partition(plan.partitionBy, plan.clientIdHeader);
    this.#fields = new LimitFields(plan);
    this.#holds = plan.rule.algorithm === 'Concurrency';
  }

  /**
   * 1. Who is on the whitelist is not counted, be it nobody. 2. Who says no id is refused, if the quota is the client's.
   * 3. The store counts. Source: Ocelot, rate limiting, client identity.
   */
  check(exchange: Exchange): boolean {
    const { rule, clientIdHeader, keyHead, keyTail } = this.#plan;
    if (this.#whitelist !== null || this.#needsId) {
      const id = exchange.header(clientIdHeader) ?? '';
      if (this.#whitelist?.has(id) === true) return true;
      if (this.#needsId && id.trim() === '') return this.#refuseUnknown(exchange);
    }
    const key = keyHead + this.#partition(exchange) + keyTail;
    const decision = this.#store.take(rule, key);
    if (decision instanceof Promise) {
      exchange.upload?.watch();
      decision.then((later) => this.#onDecision(exchange, key, later));
      return false;
    }
    return this.#decide(exchange, key, decision);
  }

  #onDecision(exchange: Exchange, key: string, decision: RateLimitDecision | null): void {
    if (!exchange.settled) {
      if (this.#decide(exchange, key, decision)) exchange.proceed();
    } else if (this.#holds && decision?.allowed === true) this.#store.release(this.#plan.rule, key);
  }

  #decide(exchange: Exchange, key: string, decision: RateLimitDecision | null): boolean {
    if (decision === null) {
      exchange.fail('uncounted', 'the backplane does not count, and Backplane.OnFailure is "reject"');
      return false;
    }
    if (decision.allowed) {
      if (this.#holds) exchange.slot = new Slot(this.#store, this.#plan.rule, key);
      const fields = this.#fields.ofAllowed(decision);
      if (fields !== '') exchange.addAnswerFields(fields);
      return true;
    }
    const { ruleText, statusCode, message } = this.#plan;
    const fields = this.#fields.ofRefused(decision);
    exchange.fail('quotaExceeded', `over the limit ${ruleText}`, { status: statusCode, fields, body: message });
    return false;
  }

  /** When to come again nobody can say, so there is no `Retry-After`. */
  #refuseUnknown(exchange: Exchange): boolean {
    const { ruleText } = this.#plan;
    const body = `Rate limiting client could not be identified for the route '${exchange.route!.name}' due to a missing or unknown client ID header required by rule '${ruleText}'!`;
    exchange.fail('quotaExceeded', 'no client id', { status: 503, fields: '', body });
    return false;
  }
}
