import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;

/** A project that has the package installed. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margay-package-'));
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/margay'));
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

function compile(code: string): string {
  writeFileSync(join(folder, 'extension.mts'), code);
  const options = ['--noEmit', '--target', 'es2023', '--module', 'nodenext', '--strict', '--types', 'node'];
  return spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options, 'extension.mts'], {
    cwd: folder,
    encoding: 'utf8',
  }).stdout;
}

it('gives every extension point its types', () => {
  const code = `
    import { type Aggregator, defineExtensions, type LeaseContext, type LoadBalancer, ServiceError } from 'margay';
    const Sum: Aggregator = (answers) => Response.json(answers.map(({ key, status, failure }) => ({ key, status, failure })));
    class First implements LoadBalancer {
      lease({ destinations }: LeaseContext) {
        return destinations[0] ?? null;
      }
    }
    export default defineExtensions({
      delegatingHandlers: {
        async Retry(request, next, { metadata, log, user, signal }) {
          try {
            const limit: number = metadata.number('limit', 3);
            log.info('called', { limit, user: user?.name, aborted: signal.aborted });
            return await next(request);
          } catch (error) {
            if (error instanceof ServiceError) return new Response(error.code, { status: error.status });
            throw error;
          }
        },
        Audit: { global: true, handle: (request, next) => next(request) },
      },
      hooks: {
        async PreErrorResponder(context, next) {
          await next();
          if (context.answer?.failure != null) context.answer.body = context.answer.detail ?? '';
        },
        Authentication: (context, next) => {
          context.user = { name: 'kim', claims: { sub: '1' } };
          context.request.setHeader('x-sub', context.user?.claims.values('sub')[0] ?? '');
          return next();
        },
      },
      mapWhen: [{ when: ({ request }) => request.path === '/x', run: (context) => context.respond(204) }],
      aggregators: { Sum },
      loadBalancers: { First: () => new First() },
      authenticationSchemes: { Fixed: (name) => ({ authenticate: () => ({ scheme: name }) }) },
      discoveryProviders: {
        Static: ({ serviceName }) => ({ getServices: async () => [{ name: serviceName, host: 'a', port: 1 }] }),
      },
      placeholders: { Tenant: ({ header }) => header('x-tenant') },
      cacheKeyGenerator: ({ method, url }, route) => method + url + route,
      errorMapper: (error) => (error instanceof RangeError ? 'badRequest' : null),
    });`;
  expect(compile(code)).toBe('');
});

it.each([
  ['an unknown kind', '{ handlers: {} }'],
  ['a handler that returns a text', "{ delegatingHandlers: { A: () => 'text' } }"],
  ['an unknown hook', '{ hooks: { Before: () => {} } }'],
  ['a placeholder that gives a number', '{ placeholders: { A: () => 1 } }'],
  ['a failure that does not exist', "{ errorMapper: () => 'nothing' }"],
])('has no type for %s', (_name, extensions) => {
  expect(
    compile(`import { defineExtensions } from 'margay'; export default defineExtensions(${extensions});`),
  ).toContain('error TS');
});

it('can be imported by its name', () => {
  const code = `import { defineExtensions, ServiceError } from 'margay';
    console.log(typeof defineExtensions({}), new ServiceError('connection', 'gone').code);`;
  writeFileSync(join(folder, 'run.mjs'), code);
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'run.mjs')], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toBe('object ConnectionToDownstreamServiceError\n');
});
