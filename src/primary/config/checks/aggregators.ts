import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';

/** A name in `Aggregator` exists. There are none yet: they were C# classes and come back as extensions. */
export function* aggregators(config: Config): Generator<Finding> {
  for (const [index, { Aggregator }] of config.Aggregates.entries()) {
    if ((Aggregator ?? '') === '') continue;
    const message = `Aggregator ${JSON.stringify(Aggregator)} is not known`;
    const suggestion =
      'It was a C# class. Without Aggregator the answers are put together as one JSON object by route key.';
    yield { path: ['Aggregates', index, 'Aggregator'], message, suggestion };
  }
}
