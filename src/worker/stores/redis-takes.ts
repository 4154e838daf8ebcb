import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { RateLimitDecision } from '../../shared/backplane/rate-limit-store.js';
import type { RedisLink, RedisScript } from '../../shared/redis/link.js';
import { microseconds } from './microseconds.js';
import { fixedWindowScript } from './scripts/fixed-window.js';
import { slidingWindowScript } from './scripts/sliding-window.js';
import { tokenBucketScript } from './scripts/token-bucket.js';

/** Numbers of one decision in an answer: whether it is allowed, what is left, reset, retry. Times are microseconds. */
const DECISION = 4;

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
    const args = [limit, microseconds(period), waiting.length];
    const answer =
      algorithm === 'FixedWindow'
        ? this.#link.run(fixedWindowScript, [this.#keyOf(text)], [...args, microseconds(wait)])
        : this.#link.run(scriptOf(algorithm), [this.#keyOf(text)], args);
    answer.then(
      (numbers) => {
        for (const [index, { resolve }] of waiting.entries()) resolve(decisionAt(numbers as number[], index));
      },
      (error) => {
        for (const { reject } of waiting) reject(error);
      },
    );
  }
}

function scriptOf(algorithm: RateLimitRule['algorithm']): RedisScript {
  return algorithm === 'SlidingWindow' ? slidingWindowScript : tokenBucketScript;
}

function decisionAt(numbers: readonly number[], index: number): RateLimitDecision {
  const at = index * DECISION;
  return {
    allowed: numbers[at] === 1,
    remaining: numbers[at + 1]!,
    resetAt: numbers[at + 2]! / 1000,
    retryAfter: numbers[at + 3]! / 1000,
  };
}
