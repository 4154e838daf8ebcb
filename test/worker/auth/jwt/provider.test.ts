import type { JsonWebKey } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';
import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getJson } from '../../../../src/worker/auth/get-json.js';
import { JwtBearer } from '../../../../src/worker/auth/jwt/jwt-bearer.js';
import { Provider } from '../../../../src/worker/auth/jwt/provider.js';
import type { Principal } from '../../../../src/worker/auth/principal.js';
import { requestWith } from '../../../support/request.js';
import { type Service, startService } from '../../../support/service.js';
import {
  bearerPlan,
  goodClaims,
  hmac,
  jwkOf,
  type KeyPair,
  p256,
  rs256,
  rsa,
  secret,
  testTime,
  token,
} from '../../../support/tokens.js';
import { until } from '../../../support/until.js';

const second: KeyPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const short: KeyPair = generateKeyPairSync('rsa', { modulusLength: 1024 });

let now: number;
let keys: unknown;
/** What the provider does instead of answering. */
let trouble: 'none' | 'down' | 'silent' | 'huge' | 'redirect' | 'text';
let documents: number;
let service: Service;
let agent: Agent;
let log: string[];
let jwksAddress: string | undefined;

beforeEach(async () => {
  now = testTime;
  keys = [{ ...jwkOf(rsa), kid: 'k1' }];
  trouble = 'none';
  documents = 0;
  log = [];
  jwksAddress = undefined;
  service = await startService((request, response) => {
    if (request.url === '/discovery') documents++;
    if (trouble === 'silent') return;
    if (trouble === 'down') response.writeHead(503).end();
    else if (trouble === 'redirect') response.writeHead(302, { location: '/keys' }).end();
    else if (trouble === 'text') response.end('secret text');
    else if (trouble === 'huge') response.end(JSON.stringify({ filler: 'x'.repeat(300_000) }));
    else if (request.url === '/discovery')
      response.end(JSON.stringify({ issuer: 'https://issuer.test', jwks_uri: jwksAddress ?? address('/keys') }));
    else response.end(JSON.stringify({ keys }));
  });
  agent = new Agent();
});

afterEach(async () => {
  await agent.destroy();
  await service.close();
});

const address = (path: string): string => `http://127.0.0.1:${service.port}${path}`;

function bearer(more: { requireHttps?: boolean; timeout?: number } = {}): JwtBearer {
  const plan = bearerPlan({
    metadata: address('/discovery'),
    requireHttps: more.requireHttps ?? false,
    keys: [],
    issuers: [],
  });
  const get = (url: string) =>
    getJson({ url, timeout: more.timeout ?? 5_000, maxBytes: 100_000, form: null, headers: {} }, agent);
  const write = (_fields: object, message: string): void => void log.push(message);
  return new JwtBearer(
    plan,
    () => now,
    (options) => new Provider({ ...options, get, now: () => now, log: { info: write, warn: write } }),
  );
}

const ask = async (scheme: JwtBearer, text: string): Promise<Principal | null> =>
  scheme.authenticate(requestWith({ authorization: `Bearer ${text}` }));

describe('keys of a provider', () => {
  it('verify tokens of its issuer, with their kid or without', async () => {
    const scheme = bearer();
    expect((await ask(scheme, rs256({}, { kid: 'k1' })))?.name).toBe('u1');
    expect((await ask(scheme, rs256()))?.name).toBe('u1');
    expect(await ask(scheme, rs256({ iss: 'https://other.test' }, { kid: 'k1' }))).toBeNull();
    expect(documents).toBe(1);
  });

  it('are fetched once for requests that come together', async () => {
    const scheme = bearer();
    const users = await Promise.all([1, 2, 3, 4].map((sub) => ask(scheme, rs256({ sub: `u${sub}` }, { kid: 'k1' }))));
    expect(users.map((user) => user?.name)).toEqual(['u1', 'u2', 'u3', 'u4']);
    expect(documents).toBe(1);
  });

  it('are fetched again for an unknown kid, but not for every one', async () => {
    const scheme = bearer();
    await ask(scheme, rs256({}, { kid: 'k1' }));
    keys = [
      { ...jwkOf(rsa), kid: 'k1' },
      { ...jwkOf(second), kid: 'k2' },
    ];
    expect(await ask(scheme, rs256({}, { kid: 'k2' }, second))).toBeNull();
    now += 10_000;
    expect(await ask(scheme, rs256({}, { kid: 'k2' }, second))).not.toBeNull();
    expect(documents).toBe(2);
    for (const kid of ['x', 'y', 'z']) expect(await ask(scheme, rs256({}, { kid }, second))).toBeNull();
    expect(documents).toBe(2);
  });

  it('are fetched again from time to time; tokens of a key that is gone are refused then', async () => {
    const scheme = bearer();
    const old = rs256({}, { kid: 'k1' });
    const request = requestWith({ authorization: `Bearer ${old}` });
    const user = await ask(scheme, old);
    expect(scheme.authenticate(request)).toBe(user);
    keys = [{ ...jwkOf(second), kid: 'k2' }];
    now += 11 * 60_000;
    expect(scheme.authenticate(request)).toBe(user);
    await until('the token is no longer known', () => scheme.authenticate(request) !== user);
    expect(await ask(scheme, old)).toBeNull();
  });

  it('that are secrets, too short, for encryption or none are left out', async () => {
    keys = [
      { kty: 'oct', kid: 's', k: secret.toString('base64url') },
      { ...jwkOf(short), kid: 'short' },
      { ...jwkOf(rsa), kid: 'enc', use: 'enc' },
      { kty: 'RSA', kid: 'broken', n: '!', e: 'AQAB' },
      { kty: 'EC', crv: 'P-256', kid: 'off the curve', x: 'AAAA', y: 'AAAA' },
      { kty: 'constructor', kid: 'odd', alg: 'RS256' },
      null,
      7,
      { ...jwkOf(p256), kid: 'good' },
    ];
    const scheme = bearer();
    expect(await ask(scheme, token({ alg: 'HS256', kid: 's' }, goodClaims, hmac('sha256')))).toBeNull();
    expect(await ask(scheme, rs256({}, { kid: 'short' }, short))).toBeNull();
    expect(await ask(scheme, rs256({}, { kid: 'enc' }))).toBeNull();
    expect(log).toEqual([]);
  });
});

describe('a provider that does not answer', () => {
  it.each(['down', 'huge', 'redirect', 'text'] as const)('%s: nobody can tell; then it recovers', async (what) => {
    trouble = what;
    const scheme = bearer();
    await expect(ask(scheme, rs256({}, { kid: 'k1' }))).rejects.toThrow('there are no keys');
    trouble = 'none';
    // So soon it is not asked again.
    await expect(ask(scheme, rs256({}, { kid: 'k1' }))).rejects.toThrow('there are no keys');
    now += 1_000;
    expect(await ask(scheme, rs256({}, { kid: 'k1' }))).not.toBeNull();
    expect(log).toEqual(['no keys of the provider', 'the provider answers again']);
  });

  it('is given up after the timeout', async () => {
    trouble = 'silent';
    await expect(ask(bearer({ timeout: 50 }), rs256())).rejects.toThrow('there are no keys');
  });

  it('does not keep its old keys from serving', async () => {
    const scheme = bearer();
    await ask(scheme, rs256({}, { kid: 'k1' }));
    trouble = 'down';
    for (const minutes of [11, 70, 24 * 60]) {
      now = testTime + minutes * 60_000;
      const fresh = rs256({ sub: `u${minutes}`, exp: now / 1000 + 60 }, { kid: 'k1' });
      expect((await ask(scheme, fresh))?.name).toBe(`u${minutes}`);
    }
    expect(log).toEqual(['keeping old keys of the provider']);
  });

  it.each<[string, unknown]>([
    ['no keys', []],
    ['keys that are no list', { a: 1 }],
    ['nothing but secrets', [{ kty: 'oct', k: 'AAAA' }] satisfies JsonWebKey[]],
  ])('with %s has none', async (_name, value) => {
    keys = value;
    await expect(ask(bearer(), rs256())).rejects.toThrow('there are no keys');
  });

  it('over https may not send to keys over http', async () => {
    await expect(ask(bearer({ requireHttps: true }), rs256())).rejects.toThrow('there are no keys');
  });

  it('whose document names no address of keys has none', async () => {
    jwksAddress = 'keys';
    await expect(ask(bearer(), rs256())).rejects.toThrow('there are no keys');
  });
});
