import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IntrospectionPlan } from '../../../src/shared/policies/schemes/introspection.js';
import { getJson } from '../../../src/worker/auth/get-json.js';
import { Introspection } from '../../../src/worker/auth/introspection.js';
import { requestWith } from '../../support/request.js';
import { type Service, startService } from '../../support/service.js';

interface Asked {
  readonly authorization: string | undefined;
  readonly body: string;
}

let now: number;
let answer: unknown;
let status: number;
let asked: Asked[];
let silent: boolean;
let service: Service;
let agent: Agent;

beforeEach(async () => {
  now = 1_000_000;
  status = 200;
  asked = [];
  silent = false;
  agent = new Agent();
  service = await startService((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push({ authorization: request.headers.authorization, body });
      if (!silent) response.writeHead(status).end(JSON.stringify(answer));
    });
  });
});

afterEach(async () => {
  await agent.destroy();
  await service.close();
});

function scheme(more: Partial<IntrospectionPlan> = {}): Introspection {
  const plan: IntrospectionPlan = {
    kind: 'Introspection',
    name: 'Opaque',
    endpoint: `http://127.0.0.1:${service.port}/introspect`,
    clientId: 'gateway',
    clientSecret: 's:ecret/ü',
    issuers: null,
    audiences: null,
    maxCacheTime: 60_000,
    timeout: 5_000,
    claimNames: [],
    ...more,
  };
  return new Introspection(
    plan,
    () => now,
    (request) => getJson(request, agent),
  );
}

const request = requestWith({ authorization: 'Bearer 2YotnFZFEjr1zCsicMWpAA' });

it('asks the endpoint, as a client that it knows', async () => {
  answer = { active: true, sub: 'u1', scope: 'a b', exp: 2_000 };
  const user = await scheme().authenticate(request);
  expect(user).toMatchObject({ scheme: 'Opaque', name: 'u1' });
  expect(user!.claims.values('scope')).toEqual(['a b']);
  expect(user!.claims.values('active')).toEqual([]);
  expect(asked).toHaveLength(1);
  expect(asked[0]!.body).toBe('token=2YotnFZFEjr1zCsicMWpAA&token_type_hint=access_token');
  const credentials = Buffer.from(asked[0]!.authorization!.slice(6), 'base64').toString();
  expect(credentials).toBe('gateway:s%3Aecret%2F%C3%BC');
});

it.each<[string, unknown, Partial<IntrospectionPlan>?]>([
  ['not active', { active: false }],
  ['active as text', { active: 'true', sub: 'u1' }],
  ['no word of it', { sub: 'u1' }],
  ['expired', { active: true, exp: 999 }],
  ['an exp that is text', { active: true, exp: '2000' }],
  ['not valid yet', { active: true, nbf: 1_001 }],
  ['a foreign issuer', { active: true, iss: 'x' }, { issuers: ['y'] }],
  ['no audience', { active: true }, { audiences: ['api'] }],
  ['a foreign audience', { active: true, aud: ['x'] }, { audiences: ['api'] }],
])('%s is nobody', async (_name, value, plan = {}) => {
  answer = value;
  expect(await scheme(plan).authenticate(request)).toBeNull();
});

it('accepts one audience of several', async () => {
  answer = { active: true, aud: ['x', 'api'], iss: 'y' };
  expect(await scheme({ audiences: ['api'], issuers: ['y'] }).authenticate(request)).not.toBeNull();
});

it('does not ask for what cannot be a token', () => {
  for (const authorization of ['Basic eA==', 'Bearer a b', `Bearer ${'x'.repeat(20_000)}`])
    expect(scheme().authenticate(requestWith({ authorization }))).toBeNull();
  expect(asked).toEqual([]);
});

describe('an answer', () => {
  it('serves for requests that come together, and for a minute', async () => {
    answer = { active: true, sub: 'u1' };
    const opaque = scheme();
    const [user] = await Promise.all([opaque.authenticate(request), opaque.authenticate(request)]);
    now += 59_999;
    expect(opaque.authenticate(request)).toBe(user);
    expect(asked).toHaveLength(1);
    now += 1;
    await opaque.authenticate(request);
    expect(asked).toHaveLength(2);
  });

  it('serves no longer than the token', async () => {
    answer = { active: true, sub: 'u1', exp: 1_005 };
    const opaque = scheme();
    await opaque.authenticate(request);
    now += 5_000;
    expect(await opaque.authenticate(request)).toBeNull();
  });

  it('that refuses serves for ten seconds', async () => {
    answer = { active: false };
    const opaque = scheme();
    await opaque.authenticate(request);
    expect(opaque.authenticate(request)).toBeNull();
    now += 10_000;
    answer = { active: true };
    expect(await opaque.authenticate(request)).not.toBeNull();
  });
});

describe('an endpoint that', () => {
  it.each([401, 302, 500])('answers %i says nothing about the token, and is asked again', async (code) => {
    answer = { active: true };
    status = code;
    const opaque = scheme();
    await expect(opaque.authenticate(request)).rejects.toThrow(`answers ${code}`);
    status = 200;
    expect(await opaque.authenticate(request)).not.toBeNull();
  });

  it('answers too much is cut', async () => {
    answer = { active: true, filler: 'x'.repeat(100_000) };
    await expect(scheme().authenticate(request)).rejects.toThrow('more than');
  });

  it('is silent is given up', async () => {
    silent = true;
    await expect(scheme({ timeout: 50 }).authenticate(request)).rejects.toThrow('introspection');
  });
});
