import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { RateLimitOptions } from '../../shared/config/rate-limit-options.js';
import { ocelotDuration } from '../../shared/duration.js';
import { type RateLimitPlan, readPartition } from '../../shared/policies/rate-limit.js';
import type { EffectiveRoute } from './effective-route.js';

const defaultMessage = 'API calls quota exceeded! Maximum admitted {0} per {1}.';
const defaultConcurrencyMessage = 'API calls quota exceeded! Maximum admitted {0} at the same time.';

/** `null` when as many requests may come as want to. Source: Ocelot, rate limiting: options, client identity and counter key. */
export function rateLimitPlan({ rateLimit }: EffectiveRoute, loadBalancingKey: string): RateLimitPlan | null {
  if (rateLimit === null) return null;
  const { Algorithm = 'FixedWindow', PartitionBy = [] } = rateLimit;
  const limit = Math.abs(rateLimit.Limit ?? 0);
  const period = given(rateLimit.Period) ?? '1s';
  const wait = given(rateLimit.Wait) ?? '0ms';
  const ruleText = `${limit}/${period}/w${wait}`;
  const partitions = PartitionBy.length === 0 ? ['client'] : PartitionBy;
  const message =
    given(rateLimit.QuotaMessage) ?? (Algorithm === 'Concurrency' ? defaultConcurrencyMessage : defaultMessage);
  return {
    rule: rule(rateLimit, Algorithm, limit, period, wait),
    ruleText,
    keyHead: `${given(rateLimit.KeyPrefix) ?? 'Ocelot.RateLimiting'}_`,
    keyTail: [`:${loadBalancingKey}_${ruleText}`, ...beyondOcelot(Algorithm, partitions)].join('/'),
    partitionBy: partitions.flatMap((text) => readPartition(text) ?? []),
    clientIdHeader: (given(rateLimit.ClientIdHeader) ?? 'Oc-Client').trim().toLowerCase(),
    whitelist: rateLimit.ClientWhitelist ?? [],
    headers: rateLimit.EnableHeaders ?? true,
    draftHeaders: rateLimit.DraftHeaders ?? false,
    statusCode: rateLimit.StatusCode ?? 429,
    message: message.replaceAll(/\{[01]\}/g, (place) => (place === '{0}' ? String(limit) : period)),
  };
}

function rule(
  { Mode }: RateLimitOptions,
  algorithm: RateLimitRule['algorithm'],
  limit: number,
  period: string,
  wait: string,
): RateLimitRule {
  return {
    algorithm,
    limit,
    // A period of nothing would divide by it.
    period: Math.max(ocelotDuration(period) ?? 0, 1),
    wait: algorithm === 'FixedWindow' ? (ocelotDuration(wait) ?? 0) : 0,
    leased: algorithm === 'FixedWindow' && Mode === 'leased',
  };
}

/** What other counters need in their key, so that a change of the rule begins with new ones. */
function beyondOcelot(algorithm: string, partitions: readonly string[]): string[] {
  const parts = algorithm === 'FixedWindow' ? [] : [algorithm];
  return partitions.length === 1 && partitions[0] === 'client' ? parts : [...parts, partitions.join('+')];
}

/** Blank texts count as not given; others stay as they are, since clients see them. */
function given(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text;
}
