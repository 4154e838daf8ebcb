import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { RateLimitDecision } from '../../shared/backplane/rate-limit-store.js';
import type { RedisLink } from '../../shared/redis/link.js';
import { microseconds } from './microseconds.js';
import { decisionAt } from './redis-decision.js';
import { fixedWindowScript } from './scripts/fixed-window.js';
import { slidingWindowScript } from './scripts/sliding-window.js';
import { tokenBucketScript } from './scripts/token-bucket.js';

/** Of what counts; `Concurrency` names its calls instead. All are given a wait, those without one do not look at it. */
const scripts = {
  FixedWindow: fixedWindowScript,
  SlidingWindow: slidingWindowScript,
  TokenBucket: tokenBucketScript,
} as const;

interface Waiting {
  readonly resolve: (decision: RateLimitDecision) => void;
  readonly reject: (error: unknown) => void;
}

/** The requests of one client in one turn of the event loop. */
interface Takes {
  readonly rule: RateLimitRule;
  readonly text: string;
  readonly waiting: Waiting[];
}

/**
 * Asks Redis for decisions, those of one client and one turn of the event loop with one command: Redis decides one after the
 * other, at the same time of its clock.
 */
export class RedisTakes {
  readonly #link: RedisLink;
  readonly #keyOf: (text: string) => string;
  #turn = new Map<string, Takes>();

  constructor(link: RedisLink, keyOf: (text: string) => string) {
    this.#link = link;
    this.#keyOf = keyOf;
  }

  /** Rejects with RedisFailure. */
  take(rule: RateLimitRule, text: string): Promise<RateLimitDecision> {
    return new Promise((resolve, reject) => this.#takesOf(rule, text).waiting.push({ resolve, reject }));
  }

  #takesOf(rule: RateLimitRule, text: string): Takes {
    const known = this.#turn.get(text);
    if (known?.rule === rule) return known;
    if (known !== undefined) this.#send(known);
    else if (this.#turn.size === 0) setImmediate(this.#sendAll);
    const takes = { rule, text, waiting: [] };
    this.#turn.set(text, takes);
    return takes;
  }

  readonly #sendAll = (): void => {
    const turn = this.#turn;
    this.#turn = new Map();
    for (const takes of turn.values()) this.#send(takes);
  };

  #send({ rule, text, waiting }: Takes): void {
    const { algorithm, limit, period, wait } = rule;
    const args = [limit, microseconds(period), waiting.length, microseconds(wait)];
    const answer = this.#link.run(scripts[algorithm as keyof typeof scripts], [this.#keyOf(text)], args);
    answer.then(
      (numbers) => {
        for (const [index, { resolve }] of waiting.entries()) resolve(decisionAt(numbers, index));
      },
      (error) => {
        for (const { reject } of waiting) reject(error);
      },
    );
  }
}
