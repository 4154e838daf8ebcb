import { type QoSOptions, qosDefaults, qosRanges } from '../../shared/config/qos-options.js';
import type { BreakerPlan, QosPlan } from '../../shared/policies/qos.js';
import type { EffectiveRoute } from './effective-route.js';

/**
 * `null` when the route has neither a circuit breaker nor a timeout of its own. A timeout alone brings a breaker along.
 * Source: Ocelot, quality of service, options.
 */
export function qosPlan({ qos }: Pick<EffectiveRoute, 'qos'>): QosPlan | null {
  if (qos === null) return null;
  const { MinimumThroughput, Timeout, FailureRatio } = qos;
  if (![MinimumThroughput, Timeout, FailureRatio].some((value) => value !== undefined && value > 0)) return null;
  const plan = { timeout: timeout(Timeout ?? 0), breaker: breaker(qos) };
  return plan.timeout === null && plan.breaker === null ? null : plan;
}

function timeout(value: number): number | null {
  if (value <= 0) return null;
  return value > qosRanges.shortestTimeout && value < qosRanges.longestTimeout ? value : qosDefaults.timeout;
}

/** Where Ocelot takes a throughput of 1 for 100, and one of 0 beside a timeout too, they mean what they say. */
function breaker(qos: QoSOptions): BreakerPlan | null {
  const { MinimumThroughput = qosDefaults.minimumThroughput, BreakDuration = 0, SamplingDuration = 0 } = qos;
  if (MinimumThroughput <= 0) return null;
  return {
    minimumThroughput: MinimumThroughput,
    breakDuration: BreakDuration > qosRanges.shortestBreak ? BreakDuration : qosDefaults.breakDuration,
    failureRatio: failureRatio(qos.FailureRatio ?? 0),
    samplingDuration: SamplingDuration > qosRanges.shortestSampling ? SamplingDuration : qosDefaults.samplingDuration,
    scope: qos.Scope ?? 'route',
  };
}

function failureRatio(value: number): number | null {
  if (value <= 0) return null;
  return value > 1 ? qosDefaults.failureRatio : value;
}
