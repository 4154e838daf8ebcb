import type { HandlerName } from '../../shared/extensions/extension-names.js';

/**
 * Names of the handlers of a route, outermost first: the global ones that it does not name, then those that it names, each
 * once; `null`: there are none. Source: Ocelot, delegating handlers, order.
 */
export function delegatingHandlersPlan(
  named: readonly string[],
  handlers: readonly HandlerName[],
): readonly string[] | null {
  const own = new Set(named);
  const before = handlers.filter(({ name, global }) => global && !own.has(name)).map(({ name }) => name);
  const all = [...before, ...own];
  return all.length === 0 ? null : all;
}
