import { constants, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JwtBearerPlan } from '../../../../src/shared/policies/schemes/jwt-bearer.js';
import { JwtBearer } from '../../../../src/worker/auth/jwt/jwt-bearer.js';
import type { Principal } from '../../../../src/worker/auth/principal.js';
import { requestWith } from '../../../support/request.js';
import {
  bearerPlan,
  ed25519,
  encoded,
  goodClaims,
  hmac,
  hs256,
  jwkOf,
  p256,
  p384,
  p521,
  rs256,
  rsa,
  secret,
  secretJwk,
  signed,
  testTime,
  token,
} from '../../../support/tokens.js';

function scheme(plan: Partial<JwtBearerPlan> = {}, now: () => number = () => testTime): JwtBearer {
  return new JwtBearer(bearerPlan(plan), now, () => {
    throw new Error('the plan names no provider');
  });
}

async function userOf(text: string, plan: Partial<JwtBearerPlan> = {}): Promise<Principal | null> {
  return scheme(plan).authenticate(requestWith({ authorization: `Bearer ${text}` }));
}

const withKeys = (...keys: JsonWebKey[]): Partial<JwtBearerPlan> => ({
  keys: keys.map((jwk) => ({ id: (jwk.kid as string | undefined) ?? null, issuer: null, jwk })),
});

const pss = (length: number) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: length });

describe('every algorithm', () => {
  it.each([
    ['HS256', secretJwk, hmac('sha256')],
    ['HS384', secretJwk, hmac('sha384')],
    ['HS512', secretJwk, hmac('sha512')],
    ['RS256', jwkOf(rsa), signed('sha256', rsa)],
    ['RS384', jwkOf(rsa), signed('sha384', rsa)],
    ['RS512', jwkOf(rsa), signed('sha512', rsa)],
    ['PS256', jwkOf(rsa), signed('sha256', rsa, pss(32))],
    ['PS384', jwkOf(rsa), signed('sha384', rsa, pss(48))],
    ['PS512', jwkOf(rsa), signed('sha512', rsa, pss(64))],
    ['ES256', jwkOf(p256), signed('sha256', p256)],
    ['ES384', jwkOf(p384), signed('sha384', p384)],
    ['ES512', jwkOf(p521), signed('sha512', p521)],
    ['EdDSA', jwkOf(ed25519), signed(null, ed25519)],
    ['Ed25519', jwkOf(ed25519), signed(null, ed25519)],
  ])('%s verifies, and does not with one bit changed', async (alg, jwk, sign) => {
    const good = token({ alg }, goodClaims, sign);
    expect((await userOf(good, withKeys(jwk)))?.name).toBe('u1');
    const bytes = Buffer.from(good.split('.')[2]!, 'base64url');
    for (const index of [0, bytes.length >> 1, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      const [head, body] = good.split('.');
      expect(await userOf(`${head}.${body}.${changed.toString('base64url')}`, withKeys(jwk))).toBeNull();
    }
  });
});

const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const der = rsa.publicKey.export({ type: 'spki', format: 'der' });
const [h, b, s] = hs256().split('.') as [string, string, string];
const es = signed('sha256', p256);
const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
const mixed = withKeys(secretJwk, jwkOf(rsa), jwkOf(p256));

describe('what is refused', () => {
  it.each<[string, string, Partial<JwtBearerPlan>?]>([
    ['none', `${encoded({ alg: 'none' })}.${b}.`],
    ['none with the signature of another', `${encoded({ alg: 'none' })}.${b}.${s}`],
    ['None', `${encoded({ alg: 'None' })}.${b}.`],
    ['no alg', token({ typ: 'JWT' }, goodClaims, hmac('sha256'))],
    ['an alg that is no text', token({ alg: ['HS256'] }, goodClaims, hmac('sha256'))],
    ['alg in small letters', token({ alg: 'hs256' }, goodClaims, hmac('sha256'))],
    ['an unknown alg', token({ alg: 'HS1' }, goodClaims, hmac('sha256'))],
    [
      'the PEM of a public key as a secret',
      token({ alg: 'HS256' }, goodClaims, hmac('sha256', pem)),
      withKeys(jwkOf(rsa)),
    ],
    ['its DER as a secret', token({ alg: 'HS256' }, goodClaims, hmac('sha256', der)), withKeys(jwkOf(rsa))],
    [
      'a secret among public keys, used for another token',
      token({ alg: 'HS256' }, goodClaims, hmac('sha256', pem)),
      mixed,
    ],
    ['RS256 with a secret only', rs256()],
    [
      'PS256 where the key says RS256',
      token({ alg: 'PS256' }, goodClaims, signed('sha256', rsa, pss(32))),
      withKeys({ ...jwkOf(rsa), alg: 'RS256' }),
    ],
    ['a key that is for encryption', rs256(), withKeys({ ...jwkOf(rsa), use: 'enc' })],
    ['a key that may not verify', rs256(), withKeys({ ...jwkOf(rsa), key_ops: ['sign'] })],
    ['an algorithm that is not allowed', rs256(), { ...withKeys(jwkOf(rsa)), algorithms: ['ES256'] }],
    ['an RSA key of 1024 bits', rs256({}, {}, short), withKeys(jwkOf(short))],
    ['ES256 of another curve', token({ alg: 'ES256' }, goodClaims, signed('sha256', p384)), withKeys(jwkOf(p384))],
    [
      'ES256 in DER',
      token({ alg: 'ES256' }, goodClaims, signed('sha256', p256, { dsaEncoding: 'der' })),
      withKeys(jwkOf(p256)),
    ],
    [
      'ES256 cut short',
      token({ alg: 'ES256' }, goodClaims, (input) => es(input).subarray(0, 63)),
      withKeys(jwkOf(p256)),
    ],
    [
      'ES256 with a byte more',
      token({ alg: 'ES256' }, goodClaims, (input) => Buffer.concat([es(input), Buffer.alloc(1)])),
      withKeys(jwkOf(p256)),
    ],
    ['ES256 of zeros', token({ alg: 'ES256' }, goodClaims, () => Buffer.alloc(64)), withKeys(jwkOf(p256))],
    ['no signature', `${h}.${b}.`],
    ['half a signature', `${h}.${b}.${s.slice(0, 20)}`],
    ['two parts', `${h}.${b}`],
    ['four parts', `${h}.${b}.${s}.`],
    ['five parts', `${encoded({ alg: 'dir', enc: 'A256GCM' })}..a.b.c`],
    ['an empty head', `.${b}.${s}`],
    ['a head that is no JSON', token('{', goodClaims, hmac('sha256'))],
    ['a head that is a list', token('[]', goodClaims, hmac('sha256'))],
    ['a body that is no JSON', token({ alg: 'HS256' }, '{', hmac('sha256'))],
    ['a body that is a text', token({ alg: 'HS256' }, '"x"', hmac('sha256'))],
    ['a body of another token', `${h}.${encoded({ ...goodClaims, sub: 'root' })}.${s}`],
    ['a signature in standard base64 with padding', `${h}.${b}.${Buffer.from(s, 'base64url').toString('base64')}`],
    ['crit with an unknown name', hs256({}, { crit: ['x'], x: 1 })],
    ['crit that is empty', hs256({}, { crit: [] })],
    ['b64=false', hs256({}, { crit: ['b64'], b64: false })],
    ['b64=false that is not critical', hs256({}, { b64: false })],
    ['a wrong typ', hs256({}, { typ: 'dpop+jwt' })],
    ['an ID token type that is no text', hs256({}, { typ: 7 })],
    ['a key in the head', rs256({}, { jwk: jwkOf(rsa) })],
    ['a kid that is no text', hs256({}, { kid: 7 })],
    ['another kid, public key', rs256({}, { kid: '../../dev/null' }), { ...withKeys(jwkOf(p256)) }],
    ['expired', hs256({ exp: testTime / 1000 - 301 })],
    ['no exp', hs256({ exp: undefined })],
    ['an exp that is text', hs256({ exp: '4070908800' })],
    ['an exp that is null', hs256({ exp: null })],
    ['not valid yet', hs256({ nbf: testTime / 1000 + 301 })],
    ['an nbf that is text', hs256({ nbf: '1' })],
    ['no issuer', hs256({ iss: undefined })],
    ['a foreign issuer', hs256({ iss: 'https://other.test' })],
    ['an issuer that is a list', hs256({ iss: ['https://issuer.test'] })],
    ['an issuer with a slash more', hs256({ iss: 'https://issuer.test/' })],
    ['no audience', hs256({ aud: undefined })],
    ['a foreign audience', hs256({ aud: 'api2' })],
    ['an audience in capitals', hs256({ aud: 'API' })],
    ['an audience that is an object', hs256({ aud: { api: true } })],
    [
      'the last of two issuers counts',
      token('{"alg":"HS256"}', `${JSON.stringify(goodClaims).slice(0, -1)},"iss":"x"}`, hmac('sha256')),
    ],
    ['a key of another issuer', hs256(), { keys: [{ id: null, issuer: 'https://other.test', jwk: secretJwk }] }],
    ['a huge token', hs256({ filler: 'x'.repeat(16_384) })],
  ])('%s', async (_name, text, plan = {}) => {
    expect(await userOf(text, plan)).toBeNull();
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    `Basic ${hs256()}`,
    `Bearer ${hs256()}, Bearer ${hs256()}`,
    `Bearer\t${hs256()}`,
    hs256(),
  ])('the field %j', async (authorization) => {
    expect(await scheme().authenticate(requestWith({ authorization }))).toBeNull();
  });
});

describe('what is accepted', () => {
  it.each<[string, string, Partial<JwtBearerPlan>?]>([
    ['no typ', token({ alg: 'HS256' }, goodClaims, hmac('sha256'))],
    ['typ in other case and in full', hs256({}, { typ: 'application/AT+JWT' })],
    ['exp within the skew', hs256({ exp: testTime / 1000 - 299 })],
    ['nbf within the skew', hs256({ nbf: testTime / 1000 + 299 })],
    ['one audience of several', hs256({ aud: ['x', 'api'] })],
    ['no exp when none is required', hs256({ exp: undefined }), { requireExpiration: false }],
    ['any issuer when issuers are not looked at', hs256({ iss: 'x' }), { issuers: null }],
    ['any audience when audiences are not looked at', hs256({ aud: 'x' }), { audiences: null }],
    ['a kid that no key has', hs256({}, { kid: 'other' }), withKeys({ ...secretJwk, kid: 'k1' })],
    [
      'the second key without kid',
      hs256(),
      withKeys({ kty: 'oct', k: encoded('another secret of 32 bytes, okay') }, secretJwk),
    ],
    [
      'the key that kid names',
      hs256({}, { kid: 'k2' }),
      withKeys({ kty: 'oct', kid: 'k1', k: 'AAAA' }, { ...secretJwk, kid: 'k2' }),
    ],
    ['the key of its issuer', hs256(), { keys: [{ id: null, issuer: 'https://issuer.test', jwk: secretJwk }] }],
  ])('%s', async (_name, text, plan = {}) => {
    expect((await userOf(text, plan))?.name).toBe('u1');
  });

  it('the word Bearer in any case', async () => {
    expect(await scheme().authenticate(requestWith({ authorization: `bEARER  ${hs256()}` }))).not.toBeNull();
  });
});

describe('claims', () => {
  it('keep their names; lists become values, objects JSON text, null nothing', async () => {
    const user = await userOf(
      hs256({
        roles: ['a', 'b'],
        scope: 'x y',
        admin: true,
        level: 3,
        address: { city: 'Ulm' },
        empty: null,
        name: 'Ann',
      }),
    );
    const values = Object.fromEntries(user!.claims.entries());
    expect(values).toMatchObject({
      sub: ['u1'],
      roles: ['a', 'b'],
      scope: ['x y'],
      admin: ['true'],
      level: ['3'],
      address: ['{"city":"Ulm"}'],
    });
    expect(values).not.toHaveProperty('empty');
    expect(user).toMatchObject({ scheme: 'Bearer', name: 'Ann' });
  });

  it('keep every digit of a number', async () => {
    const body = `{"id":9007199254740993,${JSON.stringify(goodClaims).slice(1)}`;
    const user = await userOf(token({ alg: 'HS256' }, body, hmac('sha256')));
    expect(user!.claims.values('id')).toEqual(['9007199254740993']);
  });

  it('get other names when these are given, and what falls together is joined', async () => {
    const user = await userOf(hs256({ scp: 'a', scope: ['b'] }), { claimNames: [['scp', 'scope']] });
    expect(user!.claims.values('scope')).toEqual(expect.arrayContaining(['a', 'b']));
    expect(user!.claims.values('scp')).toEqual([]);
  });

  it('named like members of every object are claims like others', async () => {
    const user = await userOf(
      token({ alg: 'HS256' }, `{"__proto__":"x",${JSON.stringify(goodClaims).slice(1)}`, hmac('sha256')),
    );
    expect(user?.claims.values('__proto__') ?? []).toEqual(['x']);
    expect(user?.claims.values('toString')).toEqual([]);
  });
});

describe('a token that comes again', () => {
  it('is known at once, until it expires', async () => {
    let now = testTime;
    const bearer = scheme({}, () => now);
    const request = requestWith({ authorization: `Bearer ${hs256()}` });
    const first = bearer.authenticate(request);
    expect(first).toBeInstanceOf(Promise);
    const user = await first;
    expect(bearer.authenticate(request)).toBe(user);
    now += 3_600_000 + 299_000;
    expect(bearer.authenticate(request)).toBe(user);
    now += 2_000;
    expect(await bearer.authenticate(request)).toBeNull();
  });

  it('is checked once for requests that come together', async () => {
    const bearer = scheme();
    const request = requestWith({ authorization: `Bearer ${hs256()}` });
    expect(bearer.authenticate(request)).toBe(bearer.authenticate(request));
  });

  it('is refused at once for a while, but not because it was too early', async () => {
    let now = testTime;
    const bearer = scheme({}, () => now);
    const wrong = requestWith({ authorization: `Bearer ${hs256({ aud: 'x' })}` });
    expect(await bearer.authenticate(wrong)).toBeNull();
    expect(bearer.authenticate(wrong)).toBeNull();
    const early = requestWith({ authorization: `Bearer ${hs256({ nbf: testTime / 1000 + 301 })}` });
    expect(await bearer.authenticate(early)).toBeNull();
    now += 2_000;
    expect(await bearer.authenticate(early)).not.toBeNull();
  });
});

it('asks for a token, and says when one was wrong', () => {
  expect(scheme().challenge(requestWith({}))).toBe('Bearer');
  expect(scheme().challenge(requestWith({ authorization: 'Bearer x' }))).toBe('Bearer error="invalid_token"');
});

it('takes a secret of any length', async () => {
  const key = secret.subarray(0, 5);
  const plan = withKeys({ kty: 'oct', k: key.toString('base64url') });
  expect(await userOf(token({ alg: 'HS256' }, goodClaims, hmac('sha256', key)), plan)).not.toBeNull();
});
