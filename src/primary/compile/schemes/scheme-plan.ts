import { createHash } from 'node:crypto';
import type { AuthenticationScheme } from '../../../shared/config/authentication.js';
import type { ApiKeyScheme } from '../../../shared/config/schemes/api-key.js';
import type { BasicScheme } from '../../../shared/config/schemes/basic.js';
import type { ClientCertificateScheme } from '../../../shared/config/schemes/client-certificate.js';
import type { IntrospectionScheme } from '../../../shared/config/schemes/introspection.js';
import type { SchemePlan } from '../../../shared/policies/authentication.js';
import { jwtBearerPlan } from './jwt-bearer-plan.js';
import { writtenClaims } from './written-claims.js';

/** A scheme as workers need it; of settings without errors. */
export function schemePlan(name: string, scheme: AuthenticationScheme): SchemePlan {
  switch (scheme.Type) {
    case 'ApiKey':
      return apiKeyPlan(name, scheme);
    case 'Basic':
      return basicPlan(name, scheme);
    case 'Introspection':
      return introspectionPlan(name, scheme);
    case 'ClientCertificate':
      return clientCertificatePlan(name, scheme);
    case 'Extension':
      return { kind: 'Extension', name, extension: scheme.Extension.trim(), options: scheme.Options };
    default:
      return jwtBearerPlan(name, scheme);
  }
}

/** Keys travel as digests only. */
function apiKeyPlan(name: string, { Header, Query, Keys }: ApiKeyScheme): SchemePlan {
  const header = Header?.trim().toLowerCase() || null;
  const query = Query?.trim() || null;
  return {
    kind: 'ApiKey',
    name,
    header: header ?? (query === null ? 'x-api-key' : null),
    query,
    keys: Keys.map(({ Name, Value, Sha256, Claims }) => ({
      name: Name,
      digest:
        Value === undefined ? (Sha256 ?? '').trim().toLowerCase() : createHash('sha256').update(Value).digest('hex'),
      claims: writtenClaims(Name, Claims),
    })),
  };
}

function basicPlan(name: string, { Realm, Users }: BasicScheme): SchemePlan {
  const users = Users.map(({ Name, PasswordHash, Claims }) => ({
    name: Name,
    hash: PasswordHash.trim(),
    claims: writtenClaims(Name, Claims),
  }));
  return { kind: 'Basic', name, realm: Realm, users };
}

function introspectionPlan(name: string, scheme: IntrospectionScheme): SchemePlan {
  return {
    kind: 'Introspection',
    name,
    endpoint: scheme.Endpoint.trim(),
    clientId: scheme.ClientId,
    clientSecret: scheme.ClientSecret,
    issuers: scheme.ValidIssuers.length === 0 ? null : scheme.ValidIssuers,
    audiences: scheme.ValidAudiences.length === 0 ? null : scheme.ValidAudiences,
    maxCacheTime: scheme.MaxCacheTime,
    timeout: scheme.Timeout,
    claimNames: Object.entries(scheme.ClaimMap),
  };
}

function clientCertificatePlan(name: string, { AllowedThumbprints, Roots }: ClientCertificateScheme): SchemePlan {
  return {
    kind: 'ClientCertificate',
    name,
    thumbprints: AllowedThumbprints.length === 0 ? null : AllowedThumbprints.map(normalThumbprint),
    roots: Roots.length === 0 ? null : Roots,
  };
}

/** Programs print fingerprints with colons or spaces, in either case. */
export function normalThumbprint(text: string): string {
  return text.replace(/[\s:]/g, '').toLowerCase();
}
