import type { Aggregator } from '../../shared/extensions/aggregator.js';
import type { AuthenticationSchemeFactory } from '../../shared/extensions/authentication-scheme.js';
import type { CacheKeyGenerator } from '../../shared/extensions/cache-key-generator.js';
import type { DelegatingHandler } from '../../shared/extensions/delegating-handler.js';
import type { DiscoveryProviderFactory } from '../../shared/extensions/discovery-provider.js';
import type { ErrorMapper } from '../../shared/extensions/error-mapper.js';
import type { Extensions } from '../../shared/extensions/extensions.js';
import { type Hook, type HookName, hookNames } from '../../shared/extensions/hook.js';
import type { LoadBalancerFactory } from '../../shared/extensions/load-balancer.js';
import { loadModule } from '../../shared/extensions/load-module.js';
import { duplicateNames } from '../../shared/extensions/names-of.js';
import type { Placeholder } from '../../shared/extensions/placeholder.js';
import { composeHooks } from './hooks/compose-hooks.js';

type MapName = 'aggregators' | 'loadBalancers' | 'authenticationSchemes' | 'discoveryProviders' | 'placeholders';

/** What the extensions of a configuration add, by name. Throws when two of them give the same name. */
export class Registry {
  readonly handlers: ReadonlyMap<string, DelegatingHandler>;
  /** Of several modules: one around the other, the first outermost. */
  readonly hooks: ReadonlyMap<HookName, Hook>;
  /** `mapWhen`; `null`: there is none. */
  readonly branches: Hook | null;
  readonly aggregators: ReadonlyMap<string, Aggregator>;
  /** By name in lower case. */
  readonly loadBalancers: ReadonlyMap<string, LoadBalancerFactory>;
  readonly authenticationSchemes: ReadonlyMap<string, AuthenticationSchemeFactory>;
  /** By name in lower case. */
  readonly discoveryProviders: ReadonlyMap<string, DiscoveryProviderFactory>;
  readonly placeholders: ReadonlyMap<string, Placeholder>;
  readonly cacheKeyGenerator: CacheKeyGenerator | null;
  readonly errorMapper: ErrorMapper | null;

  constructor(modules: readonly Extensions[]) {
    const [duplicate] = duplicateNames(modules);
    if (duplicate !== undefined) throw new Error(duplicate);
    this.handlers = new Map(
      modules.flatMap(({ delegatingHandlers = {} }) =>
        Object.entries(delegatingHandlers).map(([name, handler]) => {
          return [name, typeof handler === 'function' ? handler : handler.handle] as const;
        }),
      ),
    );
    this.hooks = new Map(
      hookNames.flatMap((name) => {
        const hook = composeHooks(modules.flatMap(({ hooks }) => hooks?.[name] ?? []));
        return hook === null ? [] : [[name, hook] as const];
      }),
    );
    this.branches = composeHooks(
      modules.flatMap(({ mapWhen = [] }) =>
        mapWhen.map(
          ({ when, run }): Hook =>
            (context, next) =>
              when(context) ? run(context) : next(),
        ),
      ),
    );
    this.aggregators = merged(modules, 'aggregators');
    this.loadBalancers = byLowerCase(merged(modules, 'loadBalancers'));
    this.authenticationSchemes = merged(modules, 'authenticationSchemes');
    this.discoveryProviders = byLowerCase(merged(modules, 'discoveryProviders'));
    this.placeholders = merged(modules, 'placeholders');
    this.cacheKeyGenerator = modules.find((one) => one.cacheKeyGenerator !== undefined)?.cacheKeyGenerator ?? null;
    this.errorMapper = modules.find((one) => one.errorMapper !== undefined)?.errorMapper ?? null;
  }
}

export const emptyRegistry = new Registry([]);

/** @param files absolute. Rejects with a message for the user. Node keeps modules: a changed one counts in a new process. */
export async function loadRegistry(files: readonly string[]): Promise<Registry> {
  return files.length === 0 ? emptyRegistry : new Registry(await Promise.all(files.map((file) => loadModule(file))));
}

function merged<Name extends MapName>(
  modules: readonly Extensions[],
  name: Name,
): ReadonlyMap<string, NonNullable<Extensions[Name]>[string]> {
  return new Map(modules.flatMap((one) => Object.entries((one[name] ?? {}) as NonNullable<Extensions[Name]>)));
}

/** Ocelot compares names of these kinds without regard to case. */
function byLowerCase<Value>(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...map].map(([name, value]) => [name.toLowerCase(), value]));
}
