import type { Aggregate } from '../../../shared/config/aggregate.js';
import type { Config } from '../../../shared/config/config.js';
import { compileJsonPath } from '../../../shared/json-path.js';
import { describesBody, isHeaderName, isOwnHeader } from '../../../shared/policies/header-names.js';
import type { Path } from '../path.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';

/** Options of aggregates can be read, and have the effect that they seem to have. */
export function* aggregateOptions(config: Config): Generator<Finding> {
  for (const [index, aggregate] of config.Aggregates.entries()) {
    for (const place of aggregate.RouteKeysConfig.keys()) {
      yield* entryFindings(aggregate, place, ['Aggregates', index, 'RouteKeysConfig', place]);
    }
    for (const name of Object.keys(aggregate.MergeHeaders)) {
      const path = ['Aggregates', index, 'MergeHeaders', name];
      if (!isHeaderName(name)) yield { path, message: `MergeHeaders: ${JSON.stringify(name)} is not a header name` };
      else if (isOwnHeader(name, 'response') || describesBody(name)) {
        yield { path, message: `MergeHeaders: ${name} describes the answer of one route, not the joined one` };
      }
    }
  }
}

function* entryFindings({ RouteKeys, RouteKeysConfig }: Aggregate, place: number, path: Path): Generator<Finding> {
  const { RouteKey, JsonPath, Parameter } = RouteKeysConfig[place]!;
  const key = JSON.stringify(RouteKey);
  const keyPath = [...path, 'RouteKey'];
  if (!RouteKeys.includes(RouteKey)) {
    const meant = nearest(RouteKey, RouteKeys);
    const suggestion = meant === null ? `Add ${key} to RouteKeys.` : `Did you mean ${meant}?`;
    const message = `RouteKeysConfig: ${key} is not in RouteKeys, so its entry has no effect`;
    yield { severity: 'warning', path: keyPath, message, suggestion };
  } else if (RouteKeys[0] === RouteKey) {
    const message = `RouteKeysConfig: ${key} is called first, so its entry has no effect`;
    yield { severity: 'warning', path: keyPath, message, suggestion: 'Values come from the answer of the first key.' };
  } else if (RouteKeysConfig.findIndex((entry) => entry.RouteKey === RouteKey) !== place) {
    const message = `RouteKeysConfig: ${key} has an entry already, so this one has no effect`;
    yield { severity: 'warning', path: keyPath, message, suggestion: 'A route takes one parameter.' };
  }
  if (Parameter === '') yield { path: [...path, 'Parameter'], message: 'RouteKeysConfig: Parameter is empty' };
  const fault = jsonPathFault(JsonPath);
  if (fault === null) return;
  const message = `RouteKeysConfig: JsonPath ${JSON.stringify(JsonPath)} cannot be read: ${fault}`;
  yield { path: [...path, 'JsonPath'], message, suggestion: 'Write a JSONPath such as "$[*].id" or "$..author.id".' };
}

function jsonPathFault(text: string): string | null {
  if (text.trim() === '') return 'it is empty';
  try {
    compileJsonPath(text);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
