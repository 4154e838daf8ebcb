import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { load } from '../support.js';

const value = Buffer.alloc(32, 7).toString('base64');
const pem = (pair: { publicKey: { export(options: object): unknown } }): string =>
  pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const rsaPem = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const shortPem = pem(generateKeyPairSync('rsa', { modulusLength: 1024 }));
const oddPem = pem(generateKeyPairSync('x25519'));
const bcrypt = `$2b$12$${'a'.repeat(53)}`;
const argon2 = '$argon2id$v=19$m=19456,t=2,p=1$EOkeWjLddTEQiCwaoVG6WA$RiuLmIkc3Zj7ZWBqtqzUOEQu42hGxrTAQyy0';
const fingerprint = `${'AB:'.repeat(31)}CD`;

async function findings(scheme: object, more: object = {}): Promise<string[]> {
  const { problems } = await load({ Authentication: { Schemes: { S: scheme } }, ...more });
  return problems.map(
    ({ severity, path, message }) => `${severity} ${path.replace('Authentication.Schemes.S', '')} ${message}`,
  );
}

const jwt = (more: object): object => ({ ValidAudience: 'api', SigningKeys: [{ Value: value }], ...more });
const provider = (more: object): object => ({ ValidAudience: 'api', ...more });

describe('what is found in a scheme', () => {
  it.each<[string, object, (string | RegExp)[]]>([
    ['good JWT bearer settings', jwt({}), []],
    ['the type in other case', jwt({ Type: 'jwtbearer' }), []],
    [
      'what dotnet user-jwts writes',
      {
        ValidAudiences: ['a'],
        ValidIssuer: 'dotnet-user-jwts',
        SigningKeys: [{ Id: '8b', Issuer: 'dotnet-user-jwts', Value: value, Length: 32 }],
      },
      [],
    ],
    [
      'nested validation parameters',
      { SigningKeys: [{ Value: value }], TokenValidationParameters: { ValidAudience: 'a', ClockSkew: '00:00:30' } },
      [],
    ],
    ['a time span that is none', jwt({ ClockSkew: 'soon' }), [/^error \.ClockSkew .*must be a duration/]],
    [
      'an unknown type',
      { Type: 'Kerberos' },
      [/^error \.Type Type must be JwtBearer, ApiKey/, /neither keys/, /no valid audience/],
    ],
    ['an unknown option', jwt({ Audiences: ['a'] }), [/^warning \.Audiences unknown option/]],
    ['no keys', { ValidAudience: 'api' }, [/^error {2}the scheme has neither keys nor a provider/]],
    ['no audience', { SigningKeys: [{ Value: value }] }, [/^warning {2}no valid audience/]],
    [
      'no audience, on purpose',
      { SigningKeys: [{ Value: value }], TokenValidationParameters: { ValidateAudience: false } },
      [],
    ],
    ['a provider', provider({ Authority: 'https://login.test/' }), []],
    [
      'a provider over http',
      provider({ Authority: 'http://login.test' }),
      [/^error \.Authority Authority must start with https/],
    ],
    ['one over http that is allowed', provider({ Authority: 'http://login.test', RequireHttpsMetadata: false }), []],
    ['a provider without a URL', provider({ Authority: 'login.test' }), [/^error \.Authority Authority is no URL/]],
    [
      'a metadata address that is none',
      provider({ MetadataAddress: 'ftp://x/' }),
      [/^error \.MetadataAddress MetadataAddress is no URL/],
    ],
    ['bad base64', jwt({ SigningKeys: [{ Value: 'a_b-' }] }), [/^error \.SigningKeys\[0\]\.Value Value is not base64/]],
    [
      'no Value',
      jwt({ SigningKeys: [{ Issuer: 'x' }] }),
      [/^error \.SigningKeys\[0\]\.Value the signing key has no Value/],
    ],
    [
      'a short secret',
      jwt({ SigningKeys: [{ Value: 'c2hvcnQ=' }] }),
      [/^warning \.SigningKeys\[0\]\.Value the secret has 5 bytes/],
    ],
    [
      'a key that is never used',
      jwt({ ValidIssuer: 'a', SigningKeys: [{ Issuer: 'b', Value: value }] }),
      [/^warning \.SigningKeys\[0\]\.Issuer the key is never used/],
    ],
    ['a public key', jwt({ SigningKeys: [], PublicKeys: [{ Pem: rsaPem }] }), []],
    [
      'a public key that is none',
      jwt({ PublicKeys: [{ Pem: 'x' }] }),
      [/^error \.PublicKeys\[0\]\.Pem Pem holds no public key/],
    ],
    [
      'a JWK that is a secret',
      jwt({ PublicKeys: [{ Jwk: { kty: 'oct', k: 'AAAA' } }] }),
      [/^error \.PublicKeys\[0\]\.Pem Jwk is no public key/],
    ],
    ['a short RSA key', jwt({ PublicKeys: [{ Pem: shortPem }] }), [/the RSA key has 1024 bits, fewer than 2048/]],
    [
      'a key that signs nothing',
      jwt({ PublicKeys: [{ Pem: oddPem }] }),
      [/no algorithm suits the key \(OKP, X25519\)/],
    ],
    [
      'an unknown algorithm',
      jwt({ Algorithms: ['HS265'] }),
      [/^error \.Algorithms\[0\] unknown algorithm HS265/, /no key of the scheme suits HS265/],
    ],
    ['none', jwt({ Algorithms: ['none', 'HS256'] }), [/^error \.Algorithms\[0\] tokens without a signature/]],
    [
      'an algorithm for other keys',
      jwt({ TokenValidationParameters: { ValidAlgorithms: ['RS256'] } }),
      [/^error \.TokenValidationParameters\.ValidAlgorithms no key of the scheme suits RS256/],
    ],
    [
      'good API keys',
      {
        Type: 'ApiKey',
        Keys: [
          { Name: 'a', Value: 'x'.repeat(16) },
          { Name: 'b', Sha256: 'A'.repeat(64) },
        ],
      },
      [],
    ],
    ['no API key', { Type: 'ApiKey' }, [/^error {2}the scheme has no key/]],
    [
      'keys twice, neither or both',
      {
        Type: 'ApiKey',
        Keys: [
          { Name: 'a' },
          { Value: 'x'.repeat(16), Sha256: 'y' },
          { Value: 'z'.repeat(16) },
          { Value: 'z'.repeat(16) },
        ],
      },
      [
        /^error \.Keys\[0\] a key has either/,
        /^error \.Keys\[1\] a key has either/,
        /^error \.Keys\[3\] the key stands there twice/,
      ],
    ],
    [
      'keys that are none',
      {
        Type: 'ApiKey',
        Header: 'x y',
        Keys: [{ Value: '' }, { Value: 'short' }, { Value: 'with a space in it' }, { Sha256: 'x' }],
      },
      [
        /^error \.Header "x y" is no name/,
        /^error \.Keys\[0\]\.Value a key is printable/,
        /^warning \.Keys\[1\]\.Value the key has 5 characters/,
        /^error \.Keys\[2\]\.Value a key is printable/,
        /^error \.Keys\[3\]\.Sha256 Sha256 is not 64/,
      ],
    ],
    [
      'good users',
      {
        Type: 'Basic',
        Users: [
          { Name: 'ann', PasswordHash: bcrypt },
          { Name: 'bob', PasswordHash: argon2 },
        ],
      },
      [],
    ],
    ['no user', { Type: 'Basic' }, [/^error {2}the scheme has no user/]],
    [
      'users that are none',
      {
        Type: 'Basic',
        Realm: 'ü',
        Users: [
          { PasswordHash: bcrypt },
          { Name: 'a:b', PasswordHash: bcrypt },
          { Name: 'x', PasswordHash: 'secret' },
          { Name: 'x', PasswordHash: bcrypt.replace('12', '99') },
        ],
      },
      [
        /^error \.Realm/,
        /^error \.Users\[0\]\.Name a user has a name/,
        /^error \.Users\[1\]\.Name a user has a name/,
        /^error \.Users\[2\]\.PasswordHash/,
        /^error \.Users\[3\]\.Name the user x stands there twice/,
        /^error \.Users\[3\]\.PasswordHash/,
      ],
    ],
    [
      'good introspection',
      { Type: 'Introspection', Endpoint: 'https://login.test/introspect', ClientId: 'gateway', ClientSecret: 's' },
      [],
    ],
    [
      'introspection of nobody over http',
      { Type: 'Introspection', Endpoint: 'http://login.test', Timeout: 0 },
      [/^error \.Endpoint Endpoint must start with https/, /^error \.ClientId/, /^error \.Timeout/],
    ],
    [
      'certificates without a proxy',
      { Type: 'ClientCertificate', AllowedThumbprints: ['x'], Roots: [rsaPem] },
      [
        /^error {2}the scheme accepts nobody/,
        /^error \.AllowedThumbprints\[0\]/,
        /^error \.Roots\[0\] this is no certificate/,
      ],
    ],
  ])('%s', async (_name, scheme, expected) => {
    expect(await findings(scheme)).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    );
  });

  it('certificates from a proxy', async () => {
    const scheme = { Type: 'ClientCertificate', AllowedThumbprints: [fingerprint] };
    const more = { Gateway: { ForwardedHeaders: { TrustedProxies: ['10.0.0.1'] } } };
    expect(await findings(scheme, more)).toEqual([]);
  });

  it('never shows a secret', async () => {
    const { problems } = await load({
      Authentication: { Schemes: { S: jwt({ SigningKeys: [{ Value: 'my_secret' }] }) } },
    });
    expect(JSON.stringify(problems)).not.toContain('my_secret');
  });
});

describe('secrets', () => {
  it('come from the environment', async () => {
    const scheme = jwt({ SigningKeys: [{ Value: '${JWT_SECRET}' }] });
    const { config, problems } = await load(
      { Authentication: { Schemes: { S: scheme } } },
      { env: { JWT_SECRET: value } },
    );
    expect(problems).toEqual([]);
    expect(config!.Authentication.Schemes).toMatchObject({ S: { SigningKeys: [{ Value: value }] } });
  });

  it('that are missing are told', async () => {
    expect(await findings(jwt({ SigningKeys: [{ Value: '${JWT_SECRET}' }] }))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^error \.SigningKeys\[0\]\.Value the environment variable JWT_SECRET is not set/),
      ]),
    );
  });

  it('in hashes of passwords are no references', async () => {
    expect(await findings({ Type: 'Basic', Users: [{ Name: 'ann', PasswordHash: bcrypt }] })).toEqual([]);
  });
});
