import type { MatcherResult } from './matcher.js';
import type { Spread } from './statistics.js';

/** One contender in one scenario. */
export interface ContenderResult {
  readonly contender: string;
  readonly requestsPerSecond: Spread;
  /** Medians over the rounds, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** µs of CPU time of the whole process tree per request; `null` for direct and where there is no /proc. */
  readonly cpu: Spread | null;
  /** Bytes of the whole process tree after the last round; `null` as above. */
  readonly rss: number | null;
  /** Over all rounds. */
  readonly errors: number;
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly title: string;
  readonly backend: string;
  readonly load: string;
  /** Contenders that could not run, and why. */
  readonly absent: Readonly<Record<string, string>>;
  readonly results: readonly ContenderResult[];
}

/** What a whole run gives; written as JSON. */
export interface BenchResult {
  /** ISO 8601. */
  readonly date: string;
  readonly machine: Readonly<Record<string, string>>;
  readonly settings: {
    readonly load: string;
    readonly rounds: number;
    readonly seconds: number;
    readonly connections: number;
  };
  readonly scenarios: readonly ScenarioResult[];
  /** What the route matcher alone costs; `null` when the routes scenario did not run. */
  readonly matcher: readonly MatcherResult[] | null;
}
