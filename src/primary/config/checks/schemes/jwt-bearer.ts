import type { JwtBearerScheme } from '../../../../shared/config/schemes/jwt-bearer.js';
import { algorithmsFor, jwsAlgorithms } from '../../../../shared/policies/schemes/jws-algorithms.js';
import { metadataOf, validAudiences, validIssuers } from '../../../compile/schemes/jwt-bearer-plan.js';
import { publicKey, type ReadKey, secretKey } from '../../../compile/schemes/jwt-keys.js';
import type { Path } from '../../path.js';
import { nearest } from '../../suggest.js';
import type { Finding } from '../check.js';
import { providerUrl } from './provider-url.js';

/** Shortest secret in bytes: HS256 wants as much as its hash has (RFC 7518, 3.2). */
const minSecret = 32;

export function* jwtBearerSettings(scheme: JwtBearerScheme, path: Path): Generator<Finding> {
  const metadata = metadataOf(scheme);
  const secrets = scheme.SigningKeys.map(secretKey);
  const keys = [...secrets, ...scheme.PublicKeys.map(publicKey)];
  if (metadata === null && keys.length === 0) {
    const message = 'the scheme has neither keys nor a provider, so that no token could be verified';
    yield { path, message, suggestion: 'Give it Authority, SigningKeys or PublicKeys.' };
  }
  if (metadata !== null) {
    const option = scheme.MetadataAddress?.trim() ? 'MetadataAddress' : 'Authority';
    yield* providerUrl(metadata, [...path, option], scheme.RequireHttpsMetadata, 'RequireHttpsMetadata');
  }
  yield* faults(secrets, [...path, 'SigningKeys'], 'Value');
  yield* faults(keys.slice(secrets.length), [...path, 'PublicKeys'], 'Pem');
  yield* shortSecrets(secrets, [...path, 'SigningKeys']);
  yield* algorithms(scheme, keys, path);
  yield* whomTokensAreFor(scheme, path);
}

function* faults(keys: readonly ReadKey[], path: Path, option: string): Generator<Finding> {
  for (const [index, read] of keys.entries()) {
    if ('fault' in read)
      yield { path: [...path, index, option], message: read.fault, suggestion: suggestions[option]! };
  }
}

const suggestions: Readonly<Record<string, string>> = {
  Value: 'Write the secret in base64: openssl rand -base64 32.',
  Pem: 'Give a PEM text that begins with -----BEGIN PUBLIC KEY-----, or "${file:PATH}".',
};

function* shortSecrets(secrets: readonly ReadKey[], path: Path): Generator<Finding> {
  for (const [index, read] of secrets.entries()) {
    const bytes = 'key' in read ? Buffer.from(read.key.jwk.k ?? '', 'base64url').length : minSecret;
    if (bytes >= minSecret) continue;
    const message = `the secret has ${bytes} bytes, fewer than the ${minSecret} that HS256 wants: it may be guessed from a token`;
    yield {
      severity: 'warning',
      path: [...path, index, 'Value'],
      message,
      suggestion: 'Make one with: openssl rand -base64 32.',
    };
  }
}

function* algorithms(scheme: JwtBearerScheme, keys: readonly ReadKey[], path: Path): Generator<Finding> {
  const nested = scheme.TokenValidationParameters.ValidAlgorithms;
  const where = [...path, ...(scheme.Algorithms.length > 0 ? [] : ['TokenValidationParameters'])];
  const option = scheme.Algorithms.length > 0 ? 'Algorithms' : 'ValidAlgorithms';
  const named = scheme.Algorithms.length > 0 ? scheme.Algorithms : nested;
  for (const [index, name] of named.entries()) {
    if (jwsAlgorithms.includes(name.trim())) continue;
    const meant = nearest(name, jwsAlgorithms);
    const message =
      name.trim() === 'none' ? 'tokens without a signature are never accepted' : `unknown algorithm ${name}`;
    yield {
      path: [...where, option, index],
      message,
      suggestion: meant === null ? `Known are ${jwsAlgorithms.join(', ')}.` : `Did you mean ${meant}?`,
    };
  }
  const usable = keys.flatMap((read) => ('key' in read ? algorithmsFor(read.key.jwk) : []));
  if (named.length === 0 || usable.length === 0 || metadataOf(scheme) !== null) return;
  if (named.some((name) => usable.includes(name.trim()))) return;
  const message = `no key of the scheme suits ${named.join(' or ')}`;
  yield { path: [...where, option], message, suggestion: `Its keys suit ${[...new Set(usable)].join(', ')}.` };
}

function* whomTokensAreFor(scheme: JwtBearerScheme, path: Path): Generator<Finding> {
  const nested = scheme.TokenValidationParameters;
  if (validAudiences(scheme).length === 0 && nested.ValidateAudience !== false) {
    yield {
      severity: 'warning',
      path,
      message: 'no valid audience is named, so tokens are accepted that were issued for other services',
      suggestion:
        'Name yours in ValidAudiences, or say that it is meant: "TokenValidationParameters": { "ValidateAudience": false }.',
    };
  }
  const issuers = validIssuers(scheme);
  if (issuers.length === 0 || nested.ValidateIssuer === false) return;
  for (const option of ['SigningKeys', 'PublicKeys'] as const) {
    for (const [index, { Issuer }] of scheme[option].entries()) {
      const issuer = Issuer?.trim() ?? '';
      if (issuer === '' || issuers.includes(issuer)) continue;
      const message = `the key is never used: its issuer ${issuer} is not among the valid ones`;
      yield {
        severity: 'warning',
        path: [...path, option, index, 'Issuer'],
        message,
        suggestion: `Valid are ${issuers.join(', ')}.`,
      };
    }
  }
}
