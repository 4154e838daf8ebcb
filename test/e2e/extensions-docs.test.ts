import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspectExtensions } from '../../src/primary/extensions/inspection.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entry = new URL('../../dist/primary/extensions/inspection-thread.js', import.meta.url);
const text = readFileSync(join(root, 'docs/extensions.md'), 'utf8');
const blocks = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margay-docs-'));
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/margay'));
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

it('has an example of every extension point', () => {
  const code = blocks.join('\n');
  const keys = [...text.matchAll(/^\| \[[^\]]+\]\(#[^)]+\) \| `(\w+)` \|/gm)].map(([, key]) => key!);
  expect(keys).toHaveLength(10);
  expect(keys.filter((key) => !code.includes(`${key}: `))).toEqual([]);
});

it('has examples that can be loaded and have the types they should', async () => {
  const files = blocks.map((code, index) => {
    writeFileSync(join(folder, `${index}.mts`), code);
    writeFileSync(join(folder, `${index}.mjs`), code);
    return index;
  });
  for (const index of files) {
    const { faults } = await inspectExtensions([join(folder, `${index}.mjs`)], entry);
    expect(faults).toEqual([null]);
  }
  const options = ['--noEmit', '--target', 'es2023', '--module', 'nodenext', '--strict', '--types', 'node'];
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), ...options, ...files.map((index) => `${index}.mts`)],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(stdout).toBe('');
});
