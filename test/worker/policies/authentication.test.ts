import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SchemePlan } from '../../../src/shared/policies/authentication.js';
import type { SnapshotSettings } from '../../../src/shared/snapshot.js';
import { makePair } from '../../support/certificates.js';
import { fieldOf } from '../../support/client-certificates.js';
import { freePort } from '../../support/free-port.js';
import { type RouteSketch, routePlan, settings } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { startServer, type TestServer } from '../../support/server.js';
import { type Echo, type Service, startService } from '../../support/service.js';
import { bearerPlan, hs256, testTime } from '../../support/tokens.js';

/** The worker's own clock tells the time here. */
const good = hs256({ exp: Math.floor(Date.now() / 1000) + 3600 });
const partner = hs256({ iss: 'https://partner.test', exp: Math.floor(Date.now() / 1000) + 3600 });
const expired = hs256({ exp: testTime / 1000 - 86_400 * 3650 });

const key: SchemePlan = {
  kind: 'ApiKey',
  name: 'Key',
  header: 'x-api-key',
  query: null,
  keys: [{ name: 'ann', digest: createHash('sha256').update('k').digest('hex'), claims: [] }],
};
const basic: SchemePlan = { kind: 'Basic', name: 'Basic', realm: 'shop', users: [] };
const certificates: SchemePlan = { kind: 'ClientCertificate', name: 'Mtls', thumbprints: null, roots: null };

const upgrade =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

let calls = 0;
let folder: string;
let clientCert: string;
let service: Service;
let server: TestServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'margay-auth-'));
  clientCert = fieldOf(new X509Certificate(readFileSync(makePair(folder, 'client').certificateFile)));
  service = await startService((request, response) => {
    calls++;
    const echo: Echo = { method: request.method!, url: request.url!, headers: request.headers, body: '' };
    request.resume().on('end', () => response.end(JSON.stringify(echo)));
  });
  const nowhere = await freePort();
  const provider = bearerPlan({ name: 'Provider', metadata: `http://127.0.0.1:${nowhere}/`, keys: [] });
  server = await startServer(
    [
      route('/open', []),
      route('/bearer', ['bearer']),
      route('/both', ['partner', 'bearer']),
      route('/key-or-bearer', ['key', 'bearer']),
      route('/basic-or-key', ['basic', 'key']),
      route('/provider', ['provider']),
      route('/provider-or-key', ['provider', 'key']),
      route('/certificate', ['mtls']),
      aggregate('/aggregate', [route('/a', ['bearer']), route('/b', [])]),
    ],
    withSchemes([
      bearerPlan(),
      bearerPlan({ name: 'Partner', issuers: ['https://partner.test'] }),
      provider,
      key,
      basic,
      certificates,
    ]),
  );
});

afterAll(async () => {
  await server.drain(100);
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

function route(path: string, schemes: readonly string[]): RouteSketch {
  return { path, destinations: [service.port], plan: { authentication: schemes.length === 0 ? null : { schemes } } };
}

function aggregate(path: string, members: readonly RouteSketch[]): RouteSketch {
  const plans = members.map((member) => ({ key: member.path!.slice(1), route: routePlan(member) }));
  return { path, plan: { members: plans } };
}

function withSchemes(authentication: readonly SchemePlan[], trustedProxies: readonly string[] = []): SnapshotSettings {
  const forwardedHeaders = { send: false, trustedProxies, read: 'X-Forwarded-For' } as const;
  return settings({}, { authentication, accessLog: true, forwardedHeaders });
}

async function ask(
  path: string,
  fields = '',
  method = 'GET',
  port = server.port,
): Promise<{ status: string; text: string }> {
  const { text } = await raw(port, `${method} ${path} HTTP/1.1\r\nHost: g\r\n${fields}\r\n`, 5_000);
  return { status: text.slice(9, 12), text };
}

const bearer = (token: string): string => `Authorization: Bearer ${token}\r\n`;

describe('a route with a scheme', () => {
  it('answers 401 without a body, says what it wants, and calls nobody', async () => {
    const before = calls;
    const { status, text } = await ask('/bearer');
    expect(status).toBe('401');
    expect(text).toMatch(/\r\nWWW-Authenticate: Bearer\r\n/i);
    expect(text).toMatch(/\r\n\r\n$/);
    expect(calls).toBe(before);
    expect(server.log.at(-1)!.fields).toMatchObject({
      error: 'UnauthenticatedError',
      detail: "Request for authenticated route '/bearer' was unauthenticated!",
    });
  });

  it('lets a good token through, the first time and again', async () => {
    expect((await ask('/bearer', bearer(good))).status).toBe('200');
    expect((await ask('/bearer', bearer(good))).status).toBe('200');
  });

  it('says that a token was wrong', async () => {
    expect((await ask('/bearer', bearer(expired))).text).toMatch(/WWW-Authenticate: Bearer error="invalid_token"\r\n/i);
  });

  it('lets OPTIONS through without credentials, however it is spelled', async () => {
    expect((await ask('/bearer', '', 'OPTIONS')).status).toBe('200');
    // What the service says of that spelling.
    expect((await ask('/bearer', '', 'options')).status).toBe('400');
  });

  it('takes a body while the token is verified', async () => {
    const token = hs256({ sub: 'body', exp: Math.floor(Date.now() / 1000) + 3600 });
    const { status } = await ask(
      '/bearer',
      `${bearer(token)}Content-Length: 5\r\n\r\nhello`.replace(/\r\n$/, ''),
      'POST',
    );
    expect(status).toBe('200');
  });

  it('refuses a WebSocket like any request', async () => {
    const before = calls;
    expect((await ask('/bearer', upgrade)).status).toBe('401');
    expect((await ask('/bearer', upgrade + bearer(expired))).status).toBe('401');
    expect(calls).toBe(before);
  });

  it('lets a WebSocket with a good token on to the service', async () => {
    const token = hs256({ sub: 'ws', exp: Math.floor(Date.now() / 1000) + 3600 });
    const before = calls;
    await ask('/bearer', upgrade + bearer(token));
    expect(calls).toBe(before + 1);
  });
});

describe('several schemes', () => {
  it('are tried in order, and one is enough', async () => {
    expect((await ask('/both', bearer(partner))).status).toBe('200');
    expect((await ask('/both', bearer(good))).status).toBe('200');
    expect((await ask('/bearer', bearer(partner))).status).toBe('401');
    expect((await ask('/key-or-bearer', 'X-Api-Key: k\r\n')).status).toBe('200');
    expect((await ask('/key-or-bearer', `X-Api-Key: wrong\r\n${bearer(good)}`)).status).toBe('200');
    expect((await ask('/key-or-bearer', `X-Api-Key: wrong\r\n${bearer(expired)}`)).status).toBe('401');
  });

  it('say each what it wants', async () => {
    const { text } = await ask('/basic-or-key');
    expect(text).toMatch(/WWW-Authenticate: Basic realm="shop", charset="UTF-8"\r\nWWW-Authenticate: ApiKey\r\n/i);
    expect((await ask('/both')).text.match(/WWW-Authenticate/gi)).toHaveLength(1);
  });
});

describe('a provider that does not answer', () => {
  it('is no reason to call a token wrong', async () => {
    const token = hs256({ exp: Math.floor(Date.now() / 1000) + 3600 });
    expect((await ask('/provider', bearer(token))).status).toBe('503');
    expect(server.log.some(({ message }) => message === 'no keys of the provider')).toBe(true);
  });

  it('does not keep another scheme from accepting the request', async () => {
    expect((await ask('/provider-or-key', `X-Api-Key: k\r\n${bearer(good)}`)).status).toBe('200');
    expect((await ask('/provider-or-key', bearer(good))).status).toBe('503');
    expect((await ask('/provider-or-key')).status).toBe('401');
  });
});

it('a client that goes while its token is verified does no harm', async () => {
  const token = hs256({ sub: 'gone', exp: Math.floor(Date.now() / 1000) + 3600 });
  await raw(server.port, `GET /provider HTTP/1.1\r\nHost: g\r\n${bearer(token)}\r\n`, 0);
  expect((await ask('/bearer', bearer(good))).status).toBe('200');
});

describe('members of an aggregate', () => {
  it('see the credentials of its request', async () => {
    expect((await ask('/aggregate', bearer(good))).status).toBe('200');
  });

  it('refuse for all of it', async () => {
    const { status, text } = await ask('/aggregate');
    expect(status).toBe('401');
    expect(text).toMatch(/WWW-Authenticate: Bearer\r\n/i);
  });
});

describe('certificates of clients', () => {
  const heads = () => `Client-Cert: ${clientCert}\r\nClient-Cert-Chain: ${clientCert}\r\n`;

  it('are not believed when the client itself tells them, on no route', async () => {
    expect((await ask('/certificate', heads())).status).toBe('401');
    const { text } = await ask('/open', heads());
    expect(text).toContain('"url":"/open"');
    expect(text).not.toContain('client-cert');
  });

  it('count when a trusted proxy tells them, and go on to the service', async () => {
    const behind = await startServer(
      [route('/certificate', ['mtls']), route('/open', [])],
      withSchemes([certificates], ['127.0.0.1']),
    );
    try {
      expect((await ask('/certificate', '', 'GET', behind.port)).status).toBe('401');
      const { status, text } = await ask('/certificate', heads(), 'GET', behind.port);
      expect(status).toBe('200');
      expect(text).toContain('client-cert-chain');
    } finally {
      await behind.drain(100);
    }
  });

  it('are fields like others while no scheme uses them', async () => {
    const without = await startServer([route('/open', [])], withSchemes([key]));
    try {
      expect((await ask('/open', heads(), 'GET', without.port)).text).toContain('client-cert-chain');
    } finally {
      await without.drain(100);
    }
  });
});

describe('a new snapshot', () => {
  it('keeps what was verified by schemes that stay the same, and nothing of others', async () => {
    const asked: string[] = [];
    const provider = await startService((request, response) => {
      asked.push(request.url!);
      response.writeHead(500).end();
    });
    const plan = (name: string) =>
      bearerPlan({ name, metadata: `http://127.0.0.1:${provider.port}/${name}`, requireHttps: false });
    const routes = [route('/one', ['one']), route('/two', ['two'])];
    const reloading = await startServer(routes, withSchemes([plan('one'), plan('two')]));
    try {
      await ask('/one', bearer(good), 'GET', reloading.port);
      await ask('/two', bearer(good), 'GET', reloading.port);
      expect([...asked].sort()).toEqual(['/one', '/two']);
      reloading.apply([route('/one', ['one'])], withSchemes([plan('one')]));
      reloading.apply(routes, withSchemes([plan('one'), plan('two')]));
      await ask('/two', bearer(good), 'GET', reloading.port);
      expect([...asked].sort()).toEqual(['/one', '/two', '/two']);
    } finally {
      await reloading.drain(100);
      await provider.close();
    }
  });
});
