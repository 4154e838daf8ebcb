import type { AuthenticationScheme } from '../../../shared/config/authentication.js';
import type { Config } from '../../../shared/config/config.js';
import type { ExtensionNames } from '../../../shared/extensions/extension-names.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';
import { apiKeySettings } from './schemes/api-key.js';
import { basicSettings } from './schemes/basic.js';
import { clientCertificateSettings } from './schemes/client-certificate.js';
import { extensionSettings } from './schemes/extension.js';
import { introspectionSettings } from './schemes/introspection.js';
import { jwtBearerSettings } from './schemes/jwt-bearer.js';

/** Every scheme under `Authentication.Schemes` can tell users apart. */
export function* schemeSettings(config: Config, extensions: ExtensionNames | null): Generator<Finding> {
  for (const [name, scheme] of Object.entries(config.Authentication.Schemes)) {
    yield* settingsOf(scheme, ['Authentication', 'Schemes', name], config, extensions);
  }
}

function settingsOf(
  scheme: AuthenticationScheme,
  path: Path,
  config: Config,
  extensions: ExtensionNames | null,
): Iterable<Finding> {
  switch (scheme.Type) {
    case 'ApiKey':
      return apiKeySettings(scheme, path);
    case 'Basic':
      return basicSettings(scheme, path);
    case 'Introspection':
      return introspectionSettings(scheme, path);
    case 'ClientCertificate':
      return clientCertificateSettings(scheme, path, config.Gateway.ForwardedHeaders.TrustedProxies);
    case 'Extension':
      return extensionSettings(scheme, path, extensions);
    default:
      return jwtBearerSettings(scheme, path);
  }
}
