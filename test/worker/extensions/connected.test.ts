import { afterEach, describe, expect, it } from 'vitest';
import type { Extensions } from '../../../src/shared/extensions/extensions.js';
import type { SchemePlan } from '../../../src/shared/policies/authentication.js';
import { cachePlan } from '../../support/cache-plan.js';
import { settings } from '../../support/plans.js';
import { startServer, type TestServer } from '../../support/server.js';
import { type Service, startService } from '../../support/service.js';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function service(): Promise<Service & { calls: () => number }> {
  let calls = 0;
  const one = await startService((_request, response) => response.end(`answer ${++calls}`));
  closing.push(() => one.close());
  return { ...one, calls: () => calls };
}

async function gateway(...given: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...given);
  closing.push(() => server.drain(0));
  return server;
}

describe('an authentication scheme of an extension', () => {
  const scheme: SchemePlan = { kind: 'Extension', name: 'Apps', extension: 'Shared', options: { Secret: 'yes' } };

  async function behind(authenticationSchemes: Extensions['authenticationSchemes'] & object): Promise<TestServer> {
    const { port } = await service();
    const plan = {
      authentication: { schemes: ['apps'] },
      authorization: { scopes: ['read'], claims: [] },
    };
    const snapshot = settings({}, { authentication: [scheme], accessLog: true });
    return gateway([{ destinations: [port], plan }], snapshot, { extensions: { authenticationSchemes } });
  }

  const ask = (server: TestServer, secret: string): Promise<Response> =>
    fetch(server.url, { headers: { 'x-shared': secret } });

  it('says who calls, at once or later, by its options', async () => {
    for (const later of [false, true]) {
      const server = await behind({
        Shared: (_name, options) => ({
          authenticate: (request) => {
            const user = request.header('X-Shared') === options.Secret ? { claims: { scope: 'read' } } : null;
            return later ? Promise.resolve(user) : user;
          },
          challenge: () => 'Shared realm="apps"',
        }),
      });
      expect((await ask(server, 'yes')).status).toBe(200);
      const refused = await ask(server, 'no');
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Shared realm="apps"']);
    }
  });

  it.each(['throws', 'rejects'])('that %s cannot tell: 503, and the worker goes on', async (how) => {
    const broken = (): Promise<null> => {
      if (how === 'throws') throw new Error('broken');
      return Promise.reject(new Error('broken'));
    };
    const challenge = () => {
      throw new Error('broken too');
    };
    const server = await behind({ Shared: () => ({ authenticate: broken, challenge }) });
    expect([(await ask(server, 'yes')).status, (await ask(server, 'yes')).status]).toEqual([503, 503]);
  });

  it('whose challenge throws has one all the same', async () => {
    const challenge = () => {
      throw new Error('broken');
    };
    const server = await behind({ Shared: () => ({ authenticate: () => null, challenge }) });
    expect((await ask(server, 'no')).headers.get('www-authenticate')).toBe('Extension');
  });

  it('that nobody has does not link', async () => {
    await expect(behind({})).rejects.toThrow('no extension has the authentication scheme Shared');
  });
});

it('an extension that authenticates by itself gets no certificate that a client has made up', async () => {
  const seen: (string | null)[] = [];
  const one = await startService((request, response) => response.end(String(request.headers['client-cert'] ?? '')));
  closing.push(() => one.close());
  const certificates: SchemePlan = { kind: 'ClientCertificate', name: 'mTLS', thumbprints: null, roots: null };
  const plan = { authentication: { schemes: ['mtls'] } };
  const server = await gateway([{ destinations: [one.port], plan }], settings({}, { authentication: [certificates] }), {
    extensions: {
      hooks: {
        Authentication: (context, next) => {
          seen.push(context.request.header('client-cert'));
          return next();
        },
      },
    },
  });
  const answer = await fetch(server.url, { headers: { 'client-cert': ':TUlJ:' } });
  expect([answer.status, await answer.text(), seen]).toEqual([200, '', [null]]);
});

describe('keys of an extension for the output cache', () => {
  const cache = cachePlan();

  it('decide what is the same request', async () => {
    const one = await service();
    const server = await gateway([{ destinations: [one.port], plan: { cache } }], settings(), {
      extensions: { cacheKeyGenerator: ({ method, header }) => `${method} ${header('Accept-Language') ?? ''}` },
    });
    const ask = async (path: string, language: string): Promise<string> =>
      (await fetch(server.url + path, { headers: { 'accept-language': language } })).text();
    expect(await ask('/a', 'de')).toBe('answer 1');
    expect(await ask('/b', 'de')).toBe('answer 1');
    expect(await ask('/b', 'en')).toBe('answer 2');
  });

  it('that cannot be made fail the request', async () => {
    const one = await service();
    const server = await gateway([{ destinations: [one.port], plan: { cache } }], settings(), {
      extensions: {
        cacheKeyGenerator: () => {
          throw new Error('broken');
        },
      },
    });
    expect([(await fetch(server.url)).status, one.calls()]).toEqual([500, 0]);
  });
});
