import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../primary/config/support.js';
import { cli } from '../support/gateway.js';

function margay(folder: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'convert', ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { code: status, out: stdout, err: stderr };
}

const old = '{ "ReRoutes": [ /* none */ ] }\n';

test('writes the modern form to stdout and what has changed to stderr', () => {
  const { code, out, err } = margay(folderOf({ 'old.json': old }), 'old.json');
  expect(code).toBe(0);
  expect(out).toBe('{ "Routes": [ /* none */ ] }\n');
  expect(err).toContain('ReRoutes -> Routes');
  expect(err).toContain('Oc-Client');
});

test('writes to a file, also over the one it reads', () => {
  const folder = folderOf({ 'ocelot.json': old });
  expect(margay(folder, 'ocelot.json', '--output', 'ocelot.json')).toMatchObject({ code: 0, out: '' });
  expect(readFileSync(join(folder, 'ocelot.json'), 'utf8')).toBe('{ "Routes": [ /* none */ ] }\n');
  expect(margay(folder, 'ocelot.json').err).toBe('ocelot.json has no old names; it is written as it was.\n');
});

test.each([
  ['a file that is not there', [], 'none.json cannot be read: ENOENT'],
  ['a file that is no JSON', [{ 'none.json': '{' }], 'none.json is not valid JSON'],
  ['a file with both names', [{ 'none.json': '{ "ReRoutes": [], "Routes": [] }' }], 'both are given'],
])('%s is refused with 1 and nothing on stdout', (_, [files = {}], message) => {
  const { code, out, err } = margay(folderOf(files), 'none.json', '--output', 'new.json');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(message);
});
