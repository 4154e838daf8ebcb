type Block = Readonly<Record<string, unknown>>;

/** A global block as it applies to a route: `undefined` when its `RouteKeys` leave the route out. */
export function inherited<T extends { readonly RouteKeys?: readonly string[] | undefined }>(
  key: string | undefined,
  global: T | undefined,
): T | undefined {
  const keys = global?.RouteKeys ?? [];
  return keys.length === 0 || (key !== undefined && keys.includes(key)) ? global : undefined;
}

/** An empty block counts as none: .NET's configuration binder makes nothing of it. */
export function unlessEmpty<T extends Block>(block: T | undefined): T | undefined {
  return block !== undefined && Object.keys(block).length > 0 ? block : undefined;
}

/**
 * An option block of a route completed by the global one, option by option, as a copy; `null` when there is neither.
 * Blank texts and empty lists count as not given, except `AllowedScopes`, whose empty list requires no scope.
 * Source: Ocelot, global option blocks.
 */
export function mergeBlock<T extends Block>(own: T | undefined, global: T | undefined): T | null {
  if (global === undefined) return own ?? null;
  if (own === undefined) return global;
  const merged: Record<string, unknown> = { ...global };
  for (const [name, value] of Object.entries(own)) if (isGiven(name, value)) merged[name] = value;
  return merged as T;
}

function isGiven(name: string, value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return !Array.isArray(value) || value.length > 0 || name === 'AllowedScopes';
}
