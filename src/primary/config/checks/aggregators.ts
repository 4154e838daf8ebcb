import type { Config } from '../../../shared/config/config.js';
import type { ExtensionNames } from '../../../shared/extensions/extension-names.js';
import type { Finding } from './check.js';
import { extensionBlock } from './extension-block.js';

/** A name in `Aggregator` is an aggregator of an extension. */
export function* aggregators(config: Config, extensions: ExtensionNames | null): Generator<Finding> {
  if (extensions === null) return;
  const known = new Set(extensions.aggregators);
  for (const [index, { Aggregator }] of config.Aggregates.entries()) {
    if ((Aggregator ?? '') === '' || known.has(Aggregator!)) continue;
    const message = `Aggregator ${JSON.stringify(Aggregator)} is not known`;
    const block = extensionBlock('aggregators', Aggregator!, '(answers, context) => Response.json({})');
    const suggestion = `It was a C# class. Write it as an extension: ${block}. Without Aggregator the answers are put together as one JSON object by route key.`;
    yield { path: ['Aggregates', index, 'Aggregator'], message, suggestion };
  }
}
