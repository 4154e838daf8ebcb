import type { Config } from '../../../shared/config/config.js';
import { isHeaderName, isOwnHeader } from '../../../shared/policies/header-names.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';

/** A `RequestIdKey` names a header that can carry an id. */
export function* requestIdKeys(config: Config): Generator<Finding> {
  for (const [index, route] of config.Routes.entries()) yield* faultsOf(['Routes', index], route.RequestIdKey);
  yield* faultsOf(['GlobalConfiguration'], config.GlobalConfiguration.RequestIdKey);
}

function* faultsOf(owner: Path, written: string | undefined): Generator<Finding> {
  const key = written?.trim() ?? '';
  if (key === '' || (isHeaderName(key) && !isOwnHeader(key, 'request'))) return;
  const what = isHeaderName(key) ? 'a header of the gateway itself' : 'no name of a header';
  const path = [...owner, 'RequestIdKey'];
  yield { path, message: `RequestIdKey ${JSON.stringify(key)} is ${what}`, suggestion: 'Write "X-Request-Id".' };
}
