import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectExtensions } from '../../../src/primary/extensions/inspection.js';
import { folderOf } from '../config/support.js';

/** Threads run what is built. */
const entry = new URL('../../../dist/primary/extensions/inspection-thread.js', import.meta.url);

const inspect = (files: Readonly<Record<string, string>>, timeout?: number) => {
  const folder = folderOf(files);
  return inspectExtensions(
    Object.keys(files).map((name) => join(folder, name)),
    entry,
    timeout,
  );
};

it('tells what modules add', async () => {
  const { faults, names } = await inspect({
    'a.mjs': 'export default { delegatingHandlers: { A: { global: true, handle: (r, next) => next(r) } } };',
    'b.mjs': 'export default { placeholders: { B: () => "b" } };',
  });
  expect(faults).toEqual([null, null]);
  expect(names).toMatchObject({ handlers: [{ name: 'A', global: true }], placeholders: ['B'] });
});

it.each<[string, string, RegExp]>([
  ['cannot be read', 'export default {', /^extension .*a\.mjs: SyntaxError: /],
  ['throws', 'throw new RangeError("no")', /a\.mjs: RangeError: no$/],
  ['throws a text', 'throw "no"', /a\.mjs: throws no$/],
  ['imports what is not there', 'import "nothing-of-this-name"', /a\.mjs: .*nothing-of-this-name/],
  ['has no default export', 'export const a = 1', /a\.mjs: has no object as its default export/],
  ['has a wrong shape', 'export default { hooks: { X: 1 } }', /a\.mjs: hooks\.X is not known/],
  ['waits for ever', 'await new Promise(() => setInterval(() => {}, 1000))', /a\.mjs: is not loaded after 300 ms/],
  ['ends the process', 'process.exit(3)', /an extension ended its process with 3 while it was loaded/],
  ['throws later', 'setTimeout(() => { throw new Error("late") }); await new Promise(() => {})', /threw .*: late/],
])('says the file and why when a module %s', async (_name, code, expected) => {
  const { faults, names } = await inspect({ 'a.mjs': code }, 300);
  expect(faults).toEqual([expect.stringMatching(expected)]);
  expect(names).toBeNull();
});

it('does not wait for a module that never lets go', async () => {
  const { faults } = await inspect({ 'a.mjs': 'for (;;);' }, 300);
  expect(faults).toEqual(['the extensions are not loaded after 300 ms']);
});

it('tells the file that does not exist', async () => {
  const { faults } = await inspectExtensions(['/nowhere/a.mjs'], entry);
  expect(faults).toEqual(['extension /nowhere/a.mjs: there is no such file']);
});

it('reads a changed file anew', async () => {
  const folder = folderOf({ 'a.mjs': 'export default { placeholders: { One: () => "" } };' });
  const file = join(folder, 'a.mjs');
  expect((await inspectExtensions([file], entry)).names?.placeholders).toEqual(['One']);
  writeFileSync(file, 'export default { placeholders: { Two: () => "" } };');
  expect((await inspectExtensions([file], entry)).names?.placeholders).toEqual(['Two']);
});
