import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { check } from '../../src/cli/check.js';
import { schema } from '../../src/cli/schema.js';
import { folderOf, route } from '../primary/config/support.js';

const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);

afterEach(() => {
  written.mockClear();
});

function output(): string {
  return written.mock.calls.map(([text]) => String(text)).join('');
}

test('a good configuration: exit code 0, and what is not active yet', async () => {
  const folder = folderOf({ 'ocelot.json': { Routes: [route({ HttpHandlerOptions: { UseTracing: true } })] } });
  expect(await check({ config: [join(folder, 'ocelot.json')] })).toBe(0);
  expect(output()).toBe(
    'notice: Routes[0].HttpHandlerOptions.UseTracing\n    HttpHandlerOptions.UseTracing is not active yet\nOK: 1 route, 0 aggregates, 0 warnings.\n',
  );
});

test('a bad one: every problem with path, place and suggestion, exit code 1', async () => {
  const folder = folderOf({ 'ocelot.json': { Routes: [route({ UpstreamPathTemplate: 'a', Priorty: 1 })] } });
  const file = join(folder, 'ocelot.json');
  expect(await check({ config: [file], port: 'x' })).toBe(1);
  expect(output().split('\n')).toEqual([
    'error:',
    '    --port must be a whole number from 0 to 65535, not "x"',
    '    -> Correct --port or leave it out.',
    `warning: Routes[0].Priorty (${file}:13:18)`,
    '    unknown option Priorty',
    '    -> Did you mean Priority?',
    `error: Routes[0].UpstreamPathTemplate (${file}:4:31)`,
    '    Upstream Path Template a doesnt start with forward slash',
    '    -> Write "/a".',
    '2 errors, 1 warning: the gateway would not start.',
    '',
  ]);
});

test('the schema is JSON', () => {
  expect(schema()).toBe(0);
  expect(JSON.parse(output())).toMatchObject({ type: 'object', properties: { Routes: { type: 'array' } } });
});
