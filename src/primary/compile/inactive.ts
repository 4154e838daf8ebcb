import type { Config } from '../../shared/config/config.js';
import type { GlobalConfiguration } from '../../shared/config/global-configuration.js';
import { formatPath, type Path } from '../config/path.js';
import { type EffectiveRoute, effectiveRoute } from './effective-route.js';

/** An option that is accepted and does nothing yet. */
export interface InactiveOption {
  /** Where it stands; of several places the first, and how many more there are. */
  readonly path: string;
  readonly option: string;
  /** It restricts access: the routes it applies to answer 503 instead. */
  readonly restricts: boolean;
}

interface RouteRow {
  readonly option: string;
  readonly restricts: boolean;
  /** Whether it would have an effect on the route. */
  readonly effect: (route: EffectiveRoute) => boolean;
}

interface Row {
  readonly option: string;
  readonly path: Path;
  readonly effect: (config: Config) => boolean;
}

const text = (value: string | null | undefined): boolean => (value ?? '').trim() !== '';

/** What is not active yet on routes: whoever makes an option work deletes its row. */
const routeRows: readonly RouteRow[] = [
  { option: 'ServiceName', restricts: false, effect: ({ route }) => text(route.ServiceName) },
  {
    option: 'HttpHandlerOptions.UseTracing',
    restricts: false,
    effect: ({ httpHandler }) => httpHandler?.UseTracing === true,
  },
];

/** What is not active yet beside routes. */
const rows: readonly Row[] = [
  { option: 'DynamicRoutes', path: ['DynamicRoutes'], effect: ({ DynamicRoutes }) => DynamicRoutes.length > 0 },
  global('DownstreamScheme', ({ DownstreamScheme }) => text(DownstreamScheme)),
  global('DownstreamHttpVersion', ({ DownstreamHttpVersion }) => text(DownstreamHttpVersion)),
  global('DownstreamHttpVersionPolicy', ({ DownstreamHttpVersionPolicy }) => text(DownstreamHttpVersionPolicy)),
  global(
    'ServiceDiscoveryProvider',
    ({ ServiceDiscoveryProvider: provider }) => text(provider?.Type) || (provider?.Port ?? 0) > 0,
  ),
];

function global(option: keyof GlobalConfiguration, effect: (section: GlobalConfiguration) => boolean): Row {
  return { option, path: ['GlobalConfiguration', option], effect: (config) => effect(config.GlobalConfiguration) };
}

/** Every option that would have an effect but does not yet, each once. */
export function inactiveOptions(config: Config): readonly InactiveOption[] {
  const found = new Map<string, { readonly places: Set<string>; readonly restricts: boolean }>();
  const add = (path: Path, option: string, restricts: boolean): void => {
    const known = found.get(option);
    if (known === undefined) found.set(option, { places: new Set([formatPath(path)]), restricts });
    else known.places.add(formatPath(path));
  };
  for (const [index, route] of config.Routes.entries()) {
    const effective = effectiveRoute(route, config.GlobalConfiguration);
    for (const { option, restricts, effect } of routeRows) {
      if (!effect(effective)) continue;
      const steps = option.split('.');
      add(isWritten(route, steps) ? ['Routes', index, ...steps] : ['GlobalConfiguration', ...steps], option, restricts);
    }
  }
  for (const { option, path, effect } of rows) if (effect(config)) add(path, option, false);
  return [...found].map(([option, { places, restricts }]) => {
    const [first = ''] = places;
    return { path: places.size === 1 ? first : `${first} and ${places.size - 1} more`, option, restricts };
  });
}

/** Names of inactive options without which the route would be open to more than it says, or could not work. */
export function blockedBy(effective: EffectiveRoute): string[] {
  return routeRows
    .filter(({ option, restricts, effect }) => (restricts || option === 'ServiceName') && effect(effective))
    .map(({ option }) => option);
}

/** Whether the route itself says it, rather than the global section. */
function isWritten(route: object, steps: readonly string[]): boolean {
  const value = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], route);
  return typeof value === 'object' && value !== null ? hasContent(value) : value !== undefined && value !== '';
}

function hasContent(value: object): boolean {
  return Object.values(value).some(
    (entry) => !(Array.isArray(entry) && entry.length === 0) && entry !== undefined && entry !== false,
  );
}
