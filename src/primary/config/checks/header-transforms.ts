import type { Config } from '../../../shared/config/config.js';
import type { HeaderTransforms } from '../../../shared/config/header-transforms.js';
import { readHeaderTransform } from '../../../shared/policies/header-transform.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';

const directions = { UpstreamHeaderTransform: 'request', DownstreamHeaderTransform: 'response' } as const;

/** Header transforms can be read, and have the effect that they seem to have. */
export function* headerTransforms(config: Config): Generator<Finding> {
  for (const section of ['Routes', 'DynamicRoutes', 'Aggregates'] as const) {
    for (const [index, entry] of config[section].entries()) yield* faultsOf([section, index], entry);
  }
  yield* faultsOf(['GlobalConfiguration'], config.GlobalConfiguration);
}

function* faultsOf(
  owner: Path,
  options: Readonly<Record<keyof typeof directions, HeaderTransforms>>,
): Generator<Finding> {
  for (const option of ['UpstreamHeaderTransform', 'DownstreamHeaderTransform'] as const) {
    for (const [name, written] of Object.entries(options[option])) {
      for (const { severity, message, suggestion } of readHeaderTransform(name, written, directions[option]).faults) {
        yield { severity, path: [...owner, option, name], message: `${option} ${name}: ${message}`, suggestion };
      }
    }
  }
}
