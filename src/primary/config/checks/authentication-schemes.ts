import type { AuthenticationOptions } from '../../../shared/config/authentication-options.js';
import type { Config } from '../../../shared/config/config.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';
import { ownersOf } from './owners.js';

/** Every authentication scheme that is named exists under `Authentication.Schemes`. Source: Ocelot, authentication, start-up validation. */
export function* authenticationSchemes(config: Config): Generator<Finding> {
  const names = Object.keys(config.Authentication.Schemes);
  const known = new Set(names.map((name) => name.toLowerCase()));
  for (const { path, options } of ownersOf(config)) {
    const block = options.AuthenticationOptions;
    for (const [place, key] of (block?.AuthenticationProviderKeys ?? []).entries()) {
      if (key.trim() === '' || known.has(key.trim().toLowerCase())) continue;
      const message = `AuthenticationOptions: ${dump(block!)} is unsupported authentication provider`;
      const meant = nearest(key, names);
      const where = [...path, 'AuthenticationOptions', 'AuthenticationProviderKeys', place];
      yield {
        path: where,
        message,
        suggestion: meant === null ? define(key) : `Did you mean ${meant}? Else: ${define(key)}`,
      };
    }
  }
}

/** As Ocelot prints the options; the single key has become the first of the list. */
function dump(block: AuthenticationOptions): string {
  const list = (texts: readonly string[] | undefined): string =>
    `[${(texts ?? []).map((text) => `'${text}'`).join(',')}]`;
  const anonymous = block.AllowAnonymous === true ? 'True' : 'False';
  return `AllowAnonymous:${anonymous},AllowedScopes:${list(block.AllowedScopes)},AuthenticationProviderKey:'',AuthenticationProviderKeys:${list(block.AuthenticationProviderKeys)}`;
}

function define(key: string): string {
  const scheme = {
    ValidIssuer: 'https://issuer',
    ValidAudiences: ['audience'],
    SigningKeys: [{ Issuer: 'https://issuer', Value: 'key in base64' }],
  };
  const block = JSON.stringify({ Schemes: { [key]: scheme } });
  return `Schemes were registered in C#; here they stand at the top level of the file: "Authentication": ${block}`;
}
