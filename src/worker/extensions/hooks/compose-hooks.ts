import type { Hook } from '../../../shared/extensions/hook.js';

/** One hook of several, the first outermost; `null` of none. */
export function composeHooks(hooks: readonly Hook[]): Hook | null {
  const [first, ...rest] = hooks;
  if (first === undefined) return null;
  const inner = composeHooks(rest);
  if (inner === null) return first;
  return (context, next) => first(context, async () => inner(context, next));
}
