import type { BenchResult } from './results.js';

/** One target, and what the run says about it. */
export interface Verdict {
  readonly target: string;
  /** The limit is an upper one. */
  readonly limit: number;
  /** `null`: not measured in this run. */
  readonly measured: number | null;
  readonly outcome: 'met' | 'missed' | 'missed by more than a quarter' | 'not measured';
}

/** The targets of the project. Each is a ratio of CPU per request that has to stay at or below its limit. */
export function verdicts(result: BenchResult): Verdict[] {
  const ratio = (scenario: string, of: string, to: string) => {
    const above = cpuOf(result, scenario, of);
    const below = cpuOf(result, scenario, to);
    return above === null || below === null ? null : above / below;
  };
  const added = (scenario: string) => {
    const [with_, without, unit] = ['Margay', 'Margay (plain)', 'HAProxy'].map((name) => cpuOf(result, scenario, name));
    return with_ == null || without == null || unit == null ? null : (with_ - without) / unit;
  };
  return [
    verdict('CPU per small GET, Margay ÷ HAProxy', 2, ratio('json', 'Margay', 'HAProxy')),
    verdict('CPU per small GET, Margay ÷ @fastify/http-proxy', 0.5, ratio('json', 'Margay', '@fastify/http-proxy')),
    verdict('CPU per GET, 10,000 routes ÷ 1 route', 1.05, ratio('routes', 'Margay', 'Margay (1 route)')),
    verdict('CPU that three header transforms and a query template add, ÷ HAProxy', 0.5, added('transforms')),
    verdict('CPU that a JWT adds, ÷ HAProxy', 0.5, added('jwt')),
    verdict('CPU that a rate limit of one worker adds, ÷ HAProxy', 0.3, added('rate-limit')),
    verdict('CPU that JWT, claims, rate limit and transforms add, ÷ HAProxy', 1.3, added('policies')),
    verdict('CPU per cache hit, Margay ÷ HAProxy without a cache', 0.5, ratio('cache', 'Margay', 'HAProxy')),
    verdict('CPU per cache hit, Margay ÷ nginx', 1, ratio('cache', 'Margay', 'nginx')),
    verdict('CPU that a rate limit of two workers adds, ÷ HAProxy', 0.5, added('rate-limit-embedded')),
    verdict('CPU that a rate limit in Redis adds, ÷ HAProxy', 1.2, added('rate-limit-redis')),
  ];
}

/** µs per request; `null` when it was not measured or requests failed. */
function cpuOf(result: BenchResult, scenario: string, contender: string): number | null {
  const found = result.scenarios
    .find((one) => one.scenario === scenario)
    ?.results.find((one) => one.contender === contender);
  return found?.cpu && found.errors === 0 ? found.cpu.median : null;
}

function verdict(target: string, limit: number, measured: number | null): Verdict {
  return { target, limit, measured, outcome: outcomeOf(limit, measured) };
}

function outcomeOf(limit: number, measured: number | null): Verdict['outcome'] {
  if (measured === null) return 'not measured';
  if (measured <= limit) return 'met';
  return measured <= limit * 1.25 ? 'missed' : 'missed by more than a quarter';
}
