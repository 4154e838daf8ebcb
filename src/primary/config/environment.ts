import { emptyObject, type ObjectTree, property, type Source, scalar, setProperty, type Tree } from './tree.js';

const sections = new Set(['routes', 'dynamicroutes', 'aggregates', 'globalconfiguration', 'authentication', 'gateway']);

/**
 * Environment variables as a configuration source: `Routes__0__DownstreamScheme=https`. Only names whose first part is a
 * section of the configuration count; a part that is a number is an index. `null` when there is none.
 * Source: Ocelot, environment overrides.
 */
export function environmentTree(env: Readonly<Record<string, string | undefined>>): ObjectTree | null {
  const root = emptyObject({ name: 'environment', text: null });
  for (const name of Object.keys(env).sort()) {
    const value = env[name];
    const steps = name.split('__');
    if (value === undefined || steps.length < 2 || !sections.has(steps[0]!.toLowerCase())) continue;
    const source: Source = { name: `environment variable ${name}`, text: null };
    put(root, steps, scalar(value, source), source);
  }
  return root.properties.size === 0 ? null : root;
}

function put(root: ObjectTree, steps: readonly string[], leaf: Tree, source: Source): void {
  let at: Tree = root;
  for (const [depth, step] of steps.entries()) {
    const last = depth === steps.length - 1;
    const below: Tree | undefined =
      at.kind === 'object' ? property(at, step) : at.kind === 'array' ? at.items[Number(step)] : undefined;
    const next: Tree = last
      ? leaf
      : below !== undefined && below.kind !== 'scalar'
        ? below
        : container(steps[depth + 1]!, source);
    if (at.kind === 'object') setProperty(at, step, next);
    else if (at.kind === 'array' && isIndex(step)) setItem(at.items, Number(step), next);
    else return;
    at = next;
  }
}

function container(nextStep: string, source: Source): Tree {
  return isIndex(nextStep) ? { kind: 'array', items: [], source, offset: 0 } : emptyObject(source);
}

function setItem(items: (Tree | undefined)[], index: number, value: Tree): void {
  while (items.length < index) items.push(undefined);
  items[index] = value;
}

function isIndex(step: string): boolean {
  return /^\d{1,5}$/.test(step);
}

/** The name of the environment: `--env`, `MARGAY_ENV`, `ASPNETCORE_ENVIRONMENT`, `DOTNET_ENVIRONMENT`, else `Development`. */
export function environmentName(flag: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const names = [flag, env.MARGAY_ENV, env.ASPNETCORE_ENVIRONMENT, env.DOTNET_ENVIRONMENT];
  return names.find((name) => name !== undefined && name.trim() !== '')?.trim() ?? 'Development';
}
