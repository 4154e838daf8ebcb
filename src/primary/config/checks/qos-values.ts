import type { Config } from '../../../shared/config/config.js';
import { qosDefaults, qosRanges } from '../../../shared/config/qos-options.js';
import type { Finding } from './check.js';
import { ownersOf } from './owners.js';

/** Values of `QoSOptions` that are replaced because they are out of range. Source: Ocelot, quality of service, options. */
export function* qosValues(config: Config): Generator<Finding> {
  const { shortestBreak, shortestSampling, shortestTimeout, longestTimeout } = qosRanges;
  for (const { path, options } of ownersOf(config)) {
    const { BreakDuration, SamplingDuration, FailureRatio, Timeout = 0 } = options.QoSOptions ?? {};
    const replaced = (option: string, value: number, range: string, used: number): Finding => ({
      severity: 'warning',
      path: [...path, 'QoSOptions', option],
      message: `QoSOptions.${option} ${value} is not ${range}: ${used} is used`,
      suggestion: `Write a number that is ${range}.`,
    });
    if (BreakDuration !== undefined && BreakDuration <= shortestBreak)
      yield replaced('BreakDuration', BreakDuration, `above ${shortestBreak} ms`, qosDefaults.breakDuration);
    if (SamplingDuration !== undefined && SamplingDuration <= shortestSampling)
      yield replaced(
        'SamplingDuration',
        SamplingDuration,
        `above ${shortestSampling} ms`,
        qosDefaults.samplingDuration,
      );
    if (FailureRatio !== undefined && FailureRatio > 1)
      yield replaced('FailureRatio', FailureRatio, 'at most 1', qosDefaults.failureRatio);
    if (Timeout > 0 && (Timeout <= shortestTimeout || Timeout >= longestTimeout))
      yield replaced('Timeout', Timeout, `above ${shortestTimeout} ms and below a day`, qosDefaults.timeout);
  }
}
