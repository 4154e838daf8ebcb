import type { Config } from '../../../shared/config/config.js';
import type { HeaderTransforms } from '../../../shared/config/header-transforms.js';
import type { ExtensionNames } from '../../../shared/extensions/extension-names.js';
import { readHeaderTransform } from '../../../shared/policies/header-transform.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';

const directions = { UpstreamHeaderTransform: 'request', DownstreamHeaderTransform: 'response' } as const;

/** Header transforms can be read, and have the effect that they seem to have. */
export function* headerTransforms(config: Config, extensions: ExtensionNames | null): Generator<Finding> {
  const own = extensions?.placeholders ?? [];
  for (const section of ['Routes', 'DynamicRoutes', 'Aggregates'] as const) {
    for (const [index, entry] of config[section].entries()) yield* faultsOf([section, index], entry, own);
  }
  yield* faultsOf(['GlobalConfiguration'], config.GlobalConfiguration, own);
}

function* faultsOf(
  owner: Path,
  options: Readonly<Record<keyof typeof directions, HeaderTransforms>>,
  own: readonly string[],
): Generator<Finding> {
  for (const option of ['UpstreamHeaderTransform', 'DownstreamHeaderTransform'] as const) {
    for (const [name, written] of Object.entries(options[option])) {
      const { faults } = readHeaderTransform(name, written, directions[option], own);
      for (const { severity, message, suggestion } of faults) {
        yield { severity, path: [...owner, option, name], message: `${option} ${name}: ${message}`, suggestion };
      }
    }
  }
}
