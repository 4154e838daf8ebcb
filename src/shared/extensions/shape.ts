import { hookNames } from './hook.js';

/** Keys of `Extensions` that hold names and one function each. */
export const functionMaps = [
  'aggregators',
  'loadBalancers',
  'authenticationSchemes',
  'discoveryProviders',
  'placeholders',
] as const;
const functions = ['cacheKeyGenerator', 'errorMapper'] as const;
const known: readonly string[] = ['delegatingHandlers', 'hooks', 'mapWhen', ...functionMaps, ...functions];

/** Everything about the default export of a module that is not as `Extensions` says. */
export function* shapeFaults(extensions: unknown): Generator<string> {
  if (!isObject(extensions)) {
    yield 'has no object as its default export: write export default defineExtensions({ … })';
    return;
  }
  for (const key of Object.keys(extensions)) {
    if (!known.includes(key)) yield `has ${key}, which is not known; known are ${known.join(', ')}`;
  }
  for (const [name, handler] of entries(extensions.delegatingHandlers)) {
    const isGlobal = isObject(handler) && handler.global === true && typeof handler.handle === 'function';
    if (typeof handler !== 'function' && !isGlobal) {
      yield `delegatingHandlers.${name} is neither a function nor { global: true, handle }`;
    }
  }
  for (const [name, hook] of entries(extensions.hooks)) {
    if (!(hookNames as readonly string[]).includes(name)) {
      yield `hooks.${name} is not known; known are ${hookNames.join(', ')}`;
    } else if (typeof hook !== 'function') yield `hooks.${name} is no function`;
  }
  for (const map of functionMaps) {
    for (const [name, value] of entries(extensions[map])) {
      if (typeof value !== 'function') yield `${map}.${name} is no function`;
    }
  }
  for (const name of Object.keys(entriesOf(extensions.placeholders))) {
    if (!/^[^{}]+$/.test(name)) yield `placeholders: ${JSON.stringify(name)} must be a name without braces`;
  }
  for (const key of ['delegatingHandlers', 'hooks', ...functionMaps]) {
    if (extensions[key] !== undefined && !isObject(extensions[key])) yield `${key} is no object`;
  }
  for (const key of functions) {
    if (extensions[key] !== undefined && typeof extensions[key] !== 'function') yield `${key} is no function`;
  }
  const { mapWhen } = extensions;
  const areBranches = Array.isArray(mapWhen) && mapWhen.every(isBranch);
  if (mapWhen !== undefined && !areBranches) yield 'mapWhen is no list of { when, run }';
}

function isBranch(value: unknown): boolean {
  return isObject(value) && typeof value.when === 'function' && typeof value.run === 'function';
}

function entries(value: unknown): [string, unknown][] {
  return Object.entries(entriesOf(value));
}

function entriesOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
