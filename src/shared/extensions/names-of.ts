import { headerPlaceholders } from '../policies/header-text.js';
import type { ExtensionNames } from './extension-names.js';
import type { Extensions } from './extensions.js';
import { functionMaps } from './shape.js';

const maps = ['delegatingHandlers', ...functionMaps] as const;

/** Their names are compared without regard to case. */
const caseless: ReadonlySet<string> = new Set(['loadBalancers', 'discoveryProviders']);

/** Names that several modules, or a module and the gateway, give. */
export function duplicateNames(modules: readonly Extensions[]): string[] {
  const taken = new Set<string>([...headerPlaceholders, 'DownstreamBaseUrl'].map((name) => `placeholders ${name}`));
  const faults: string[] = [];
  for (const extensions of modules) {
    for (const map of maps) {
      for (const name of Object.keys(extensions[map] ?? {})) {
        const key = `${map} ${caseless.has(map) ? name.toLowerCase() : name}`;
        if (taken.has(key)) faults.push(told(map, name));
        taken.add(key);
      }
    }
    for (const single of ['cacheKeyGenerator', 'errorMapper'] as const) {
      if (extensions[single] === undefined) continue;
      if (taken.has(single)) faults.push(`${single} is given twice`);
      taken.add(single);
    }
  }
  return faults;
}

/** A placeholder as Ocelot says it. */
function told(map: (typeof maps)[number], name: string): string {
  if (map === 'placeholders') return `Unable to add placeholder: {${name}}, placeholder already exists`;
  return `${map}.${name} is given twice`;
}

export function namesOf(modules: readonly Extensions[]): ExtensionNames {
  const names = (map: (typeof maps)[number]): string[] => modules.flatMap((one) => Object.keys(one[map] ?? {}));
  return {
    handlers: modules.flatMap(({ delegatingHandlers = {} }) =>
      Object.entries(delegatingHandlers).map(([name, handler]) => ({ name, global: typeof handler === 'object' })),
    ),
    aggregators: names('aggregators'),
    loadBalancers: names('loadBalancers'),
    authenticationSchemes: names('authenticationSchemes'),
    discoveryProviders: names('discoveryProviders'),
    placeholders: names('placeholders'),
  };
}
