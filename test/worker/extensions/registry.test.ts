import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Hook } from '../../../src/shared/extensions/hook.js';
import { emptyRegistry, loadRegistry, Registry } from '../../../src/worker/extensions/registry.js';
import { folderOf } from '../../primary/config/support.js';

it('holds everything by name', () => {
  const call = () => new Response();
  const registry = new Registry([
    { delegatingHandlers: { A: call, B: { global: true, handle: call } }, placeholders: { P: () => 'p' } },
    { loadBalancers: { MyBalancer: () => ({ lease: ({ destinations }) => destinations[0] ?? null }) } },
    { aggregators: { Sum: call }, errorMapper: () => null, cacheKeyGenerator: () => 'key' },
  ]);
  expect([...registry.handlers]).toEqual([
    ['A', call],
    ['B', call],
  ]);
  expect(registry.aggregators.get('Sum')).toBe(call);
  expect(registry.placeholders.get('P')?.({ method: '', path: '', host: '', header: () => null })).toBe('p');
  expect(registry.cacheKeyGenerator?.({ method: '', url: '', header: () => null }, '')).toBe('key');
  expect(registry.errorMapper?.(null)).toBeNull();
  expect([registry.hooks.size, registry.branches, [...registry.loadBalancers.keys()]]).toEqual([
    0,
    null,
    ['mybalancer'],
  ]);
});

it('puts the hooks of several modules around each other', async () => {
  const said: string[] = [];
  const hook = (name: string): Hook => {
    return async (_context, next) => {
      said.push(`${name} in`);
      await next();
      said.push(`${name} out`);
    };
  };
  const registry = new Registry(['a', 'b', 'c'].map((name) => ({ hooks: { PreAuthentication: hook(name) } })));
  await registry.hooks.get('PreAuthentication')?.({} as never, async () => void said.push('rest'));
  expect(said).toEqual(['a in', 'b in', 'c in', 'rest', 'c out', 'b out', 'a out']);
});

it('refuses a name that is given twice', () => {
  const one = { placeholders: { One: () => 'x' } };
  expect(() => new Registry([one, one])).toThrow('Unable to add placeholder: {One}, placeholder already exists');
});

it('is made of files', async () => {
  const folder = folderOf({
    'a.mjs': 'export default { placeholders: { One: () => "1" } };',
    'b.mjs': 'export default 1',
  });
  expect((await loadRegistry([join(folder, 'a.mjs')])).placeholders.size).toBe(1);
  await expect(loadRegistry([join(folder, 'b.mjs')])).rejects.toThrow(/b\.mjs: has no object as its default export/);
  expect(await loadRegistry([])).toBe(emptyRegistry);
});
