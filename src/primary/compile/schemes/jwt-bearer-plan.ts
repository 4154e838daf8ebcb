import type { JwtBearerScheme } from '../../../shared/config/schemes/jwt-bearer.js';
import { type JwtBearerPlan, normalType } from '../../../shared/policies/schemes/jwt-bearer.js';
import { publicKey, secretKey } from './jwt-keys.js';
import { netClaimNames } from './net-claim-names.js';

/** .NET's default. */
const defaultClockSkew = 5 * 60_000;

export function jwtBearerPlan(name: string, scheme: JwtBearerScheme): JwtBearerPlan {
  const nested = scheme.TokenValidationParameters;
  const keys = [...scheme.SigningKeys.map(secretKey), ...scheme.PublicKeys.map(publicKey)];
  const metadata = metadataOf(scheme);
  const issuers = validIssuers(scheme);
  const audiences = validAudiences(scheme);
  const algorithms = listed(scheme.Algorithms, nested.ValidAlgorithms);
  const types = nested.ValidTypes.length > 0 ? nested.ValidTypes : scheme.TokenTypes;
  return {
    kind: 'JwtBearer',
    name,
    metadata,
    requireHttps: scheme.RequireHttpsMetadata,
    keys: keys.flatMap((read) => ('key' in read ? [read.key] : [])),
    issuers: nested.ValidateIssuer === false || (issuers.length === 0 && metadata === null) ? null : issuers,
    audiences: nested.ValidateAudience === false || audiences.length === 0 ? null : audiences,
    algorithms: algorithms.length === 0 ? null : algorithms,
    types: types.map((type) => normalType(type.trim())),
    requireExpiration: scheme.RequireExpirationTime ?? nested.RequireExpirationTime ?? true,
    clockSkew: scheme.ClockSkew ?? nested.ClockSkew ?? defaultClockSkew,
    claimNames: Object.entries({
      ...(scheme.MapInboundClaims ? Object.fromEntries(netClaimNames) : {}),
      ...scheme.ClaimMap,
    }),
  };
}

/** URL of the discovery document; `null`: there is no provider. */
export function metadataOf({ Authority, MetadataAddress }: JwtBearerScheme): string | null {
  const address = MetadataAddress?.trim() ?? '';
  if (address !== '') return address;
  const authority = Authority?.trim().replace(/\/+$/, '') ?? '';
  return authority === '' ? null : `${authority}/.well-known/openid-configuration`;
}

export function validIssuers(scheme: JwtBearerScheme): string[] {
  const nested = scheme.TokenValidationParameters;
  return listed([scheme.ValidIssuer, ...scheme.ValidIssuers], [nested.ValidIssuer, ...nested.ValidIssuers]);
}

export function validAudiences(scheme: JwtBearerScheme): string[] {
  const nested = scheme.TokenValidationParameters;
  const own = [scheme.Audience, scheme.ValidAudience, ...scheme.ValidAudiences];
  return listed(own, [nested.ValidAudience, ...nested.ValidAudiences]);
}

/** What is given of both lists, each once. */
function listed(own: readonly (string | undefined)[], nested: readonly (string | undefined)[]): string[] {
  const given = [...own, ...nested].map((text) => text?.trim() ?? '').filter((text) => text !== '');
  return [...new Set(given)];
}
