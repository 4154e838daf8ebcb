import type { IntrospectionScheme } from '../../../../shared/config/schemes/introspection.js';
import type { Path } from '../../path.js';
import type { Finding } from '../check.js';
import { providerUrl } from './provider-url.js';

export function* introspectionSettings(scheme: IntrospectionScheme, path: Path): Generator<Finding> {
  yield* providerUrl(scheme.Endpoint.trim(), [...path, 'Endpoint'], scheme.RequireHttps, 'RequireHttps');
  if (scheme.ClientId.trim() === '') {
    const message = 'ClientId is missing: the endpoint answers only those it knows';
    yield { path: [...path, 'ClientId'], message };
  }
  if (scheme.Timeout < 1) yield { path: [...path, 'Timeout'], message: 'Timeout must be longer than 0' };
}
