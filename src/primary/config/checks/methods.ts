import type { Config } from '../../../shared/config/config.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';

/** A token of RFC 9110, 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Methods are tokens: anything else could never match, or would break the request to the service. */
export function* methods(config: Config): Generator<Finding> {
  for (const [path, method] of methodsIn(config)) {
    if (token.test(method.trim())) continue;
    yield {
      path,
      message: `${JSON.stringify(method)} is not an HTTP method`,
      suggestion: 'Write a method such as "GET".',
    };
  }
}

function* methodsIn(config: Config): Generator<[Path, string]> {
  for (const [index, route] of config.Routes.entries()) {
    for (const [place, method] of route.UpstreamHttpMethod.entries())
      yield [['Routes', index, 'UpstreamHttpMethod', place], method];
    if ((route.DownstreamHttpMethod ?? '') !== '')
      yield [['Routes', index, 'DownstreamHttpMethod'], route.DownstreamHttpMethod!];
  }
  for (const [index, aggregate] of config.Aggregates.entries()) {
    for (const [place, method] of aggregate.UpstreamHttpMethod.entries())
      yield [['Aggregates', index, 'UpstreamHttpMethod', place], method];
  }
}
