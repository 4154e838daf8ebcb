import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { schemePlan } from '../../../../src/primary/compile/schemes/scheme-plan.js';
import { authenticationScheme } from '../../../../src/shared/config/authentication.js';
import type { SchemePlan } from '../../../../src/shared/policies/authentication.js';
import type { JwtBearerPlan } from '../../../../src/shared/policies/schemes/jwt-bearer.js';

const planOf = (scheme: object): SchemePlan => schemePlan('S', authenticationScheme.parse(scheme));
const value = Buffer.alloc(32, 7).toString('base64');

describe('JWT bearer', () => {
  it('as dotnet user-jwts writes it', () => {
    const scheme = {
      ValidAudiences: ['a', 'b'],
      ValidIssuer: 'dotnet-user-jwts',
      SigningKeys: [{ Id: '8b', Issuer: 'dotnet-user-jwts', Value: value, Length: 32 }],
    };
    expect(planOf(scheme)).toEqual({
      kind: 'JwtBearer',
      name: 'S',
      metadata: null,
      requireHttps: true,
      keys: [
        { id: '8b', issuer: 'dotnet-user-jwts', jwk: { kty: 'oct', k: Buffer.alloc(32, 7).toString('base64url') } },
      ],
      issuers: ['dotnet-user-jwts'],
      audiences: ['a', 'b'],
      algorithms: null,
      types: ['jwt', 'at+jwt'],
      requireExpiration: true,
      clockSkew: 300_000,
      claimNames: [],
    });
  });

  it.each([
    [{ Authority: 'https://login.test/realm/' }, 'https://login.test/realm/.well-known/openid-configuration'],
    [{ MetadataAddress: ' https://login.test/doc ', Authority: 'https://x.test' }, 'https://login.test/doc'],
    [{ Authority: ' ' }, null],
  ])('finds the provider of %j', (scheme, metadata) => {
    expect(planOf(scheme)).toMatchObject({ metadata });
  });

  it('puts issuers and audiences of every spelling together', () => {
    const scheme = {
      Audience: 'a',
      ValidAudience: 'b',
      ValidAudiences: ['c', 'a', ''],
      ValidIssuer: 'i',
      TokenValidationParameters: { ValidIssuers: ['j', 'i'], ValidAudience: 'd' },
    };
    expect(planOf(scheme)).toMatchObject({ audiences: ['a', 'b', 'c', 'd'], issuers: ['i', 'j'] });
  });

  it('does not look at what it is told not to look at', () => {
    const scheme = {
      ValidAudience: 'a',
      ValidIssuer: 'i',
      TokenValidationParameters: { ValidateAudience: false, ValidateIssuer: false },
    };
    expect(planOf(scheme)).toMatchObject({ audiences: null, issuers: null });
  });

  it('with a provider and no issuer accepts the issuer of the provider only', () => {
    expect(planOf({ Authority: 'https://login.test' })).toMatchObject({ issuers: [], audiences: null });
    expect(planOf({})).toMatchObject({ issuers: null });
  });

  it('goes by its own options before the nested ones', () => {
    const TokenValidationParameters = { ClockSkew: '00:01:30', RequireExpirationTime: false, ValidTypes: ['X'] };
    expect(planOf({ TokenValidationParameters })).toMatchObject({
      clockSkew: 90_000,
      requireExpiration: false,
      types: ['x'],
    });
    expect(planOf({ TokenValidationParameters, ClockSkew: '5s', RequireExpirationTime: true })).toMatchObject({
      clockSkew: 5_000,
      requireExpiration: true,
    });
  });

  it('maps claims as .NET does when asked to, and as ClaimMap says', () => {
    const names = (scheme: object): object => Object.fromEntries((planOf(scheme) as JwtBearerPlan).claimNames);
    expect(names({ MapInboundClaims: false, ClaimMap: { scp: 'scope' } })).toEqual({ scp: 'scope' });
    expect(names({ MapInboundClaims: true, ClaimMap: { scp: 'scope' } })).toMatchObject({
      sub: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier',
      role: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role',
      scp: 'scope',
    });
  });

  it('takes public keys as PEM and JWK, and never a private part', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' };
    const Pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const { keys } = planOf({ PublicKeys: [{ Pem, Issuer: 'i' }, { Jwk: jwk }] }) as JwtBearerPlan;
    const { kid, ...rest } = jwk;
    const { alg, use, ...bare } = rest;
    expect(keys).toEqual([
      { id: null, issuer: 'i', jwk: bare },
      { id: 'k1', issuer: null, jwk: rest },
    ]);
  });
});

describe('other kinds', () => {
  it('API keys travel as digests', () => {
    const digest = createHash('sha256').update('the key').digest('hex');
    const scheme = {
      Type: 'ApiKey',
      Keys: [
        { Name: 'ann', Value: 'the key', Claims: { role: 'admin', sub: 'a1' } },
        { Name: 'bob', Sha256: digest.toUpperCase() },
      ],
    };
    const claims = (sub: string, name: string): object[] => [
      ['name', [name]],
      ['sub', [sub]],
    ];
    expect(planOf(scheme)).toEqual({
      kind: 'ApiKey',
      name: 'S',
      header: 'x-api-key',
      query: null,
      keys: [
        { name: 'ann', digest, claims: [...claims('a1', 'ann'), ['role', ['admin']]] },
        { name: 'bob', digest, claims: claims('bob', 'bob') },
      ],
    });
  });

  it('a key in the query is not looked for in a header as well', () => {
    expect(planOf({ Type: 'ApiKey', Query: 'key' })).toMatchObject({ header: null, query: 'key' });
    expect(planOf({ Type: 'ApiKey', Query: 'key', Header: 'X-Key' })).toMatchObject({ header: 'x-key', query: 'key' });
  });

  it('introspection', () => {
    expect(
      planOf({ Type: 'Introspection', Endpoint: ' https://x.test ', ClientId: 'c', ClaimMap: { a: 'b' } }),
    ).toEqual({
      kind: 'Introspection',
      name: 'S',
      endpoint: 'https://x.test',
      clientId: 'c',
      clientSecret: '',
      issuers: null,
      audiences: null,
      maxCacheTime: 60_000,
      timeout: 5_000,
      claimNames: [['a', 'b']],
    });
  });

  it('fingerprints in any spelling', () => {
    expect(planOf({ Type: 'ClientCertificate', AllowedThumbprints: ['AB:cd ef'] })).toMatchObject({
      thumbprints: ['abcdef'],
      roots: null,
    });
  });
});
