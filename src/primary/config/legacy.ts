import type { Problem } from './contract.js';
import { formatPath, type Path } from './path.js';
import { type ArrayTree, locationOf, type ObjectTree, property, scalar, setProperty, type Tree } from './tree.js';

type Place = 'root' | 'route' | 'dynamic' | 'aggregate' | 'keyConfig' | 'authentication' | 'qos' | 'rateLimit';

interface OldName {
  readonly place: Place;
  readonly from: string;
  readonly to: string;
  /** The value under the new name; `undefined`: both are given and contradict. */
  readonly value: (old: Tree, current: Tree | undefined) => Tree | undefined;
}

/** Ocelot 25 reads these; the old name wins when both are given. */
const wins = (old: Tree): Tree => old;
/** Ocelot 25 no longer knows these. */
const alone = (old: Tree, current: Tree | undefined): Tree | undefined => (current === undefined ? old : undefined);

/** Source: Ocelot, old names that are still accepted, and very old names. */
const oldNames: readonly OldName[] = [
  { place: 'root', from: 'ReRoutes', to: 'Routes', value: alone },
  { place: 'root', from: 'DynamicReRoutes', to: 'DynamicRoutes', value: alone },
  { place: 'route', from: 'ReRouteIsCaseSensitive', to: 'RouteIsCaseSensitive', value: alone },
  { place: 'route', from: 'FileCacheOptions', to: 'CacheOptions', value: wins },
  { place: 'dynamic', from: 'RateLimitRule', to: 'RateLimitOptions', value: wins },
  { place: 'aggregate', from: 'ReRouteIsCaseSensitive', to: 'RouteIsCaseSensitive', value: alone },
  { place: 'aggregate', from: 'ReRouteKeys', to: 'RouteKeys', value: alone },
  { place: 'aggregate', from: 'ReRouteKeysConfig', to: 'RouteKeysConfig', value: alone },
  { place: 'keyConfig', from: 'ReRouteKey', to: 'RouteKey', value: alone },
  { place: 'authentication', from: 'AuthenticationProviderKey', to: 'AuthenticationProviderKeys', value: inFront },
  { place: 'qos', from: 'DurationOfBreak', to: 'BreakDuration', value: wins },
  { place: 'qos', from: 'ExceptionsAllowedBeforeBreaking', to: 'MinimumThroughput', value: wins },
  { place: 'qos', from: 'TimeoutValue', to: 'Timeout', value: wins },
  { place: 'rateLimit', from: 'PeriodTimespan', to: 'Wait', value: inSeconds },
  { place: 'rateLimit', from: 'DisableRateLimitHeaders', to: 'EnableHeaders', value: inverted },
  { place: 'rateLimit', from: 'HttpStatusCode', to: 'StatusCode', value: wins },
  { place: 'rateLimit', from: 'QuotaExceededMessage', to: 'QuotaMessage', value: wins },
  { place: 'rateLimit', from: 'RateLimitCounterPrefix', to: 'KeyPrefix', value: wins },
];

const byPlace = new Map<Place, OldName[]>();
for (const old of oldNames) byPlace.set(old.place, [...(byPlace.get(old.place) ?? []), old]);

/** Collects one notice for every old name, however often it stands in the sources. */
export class OldNames {
  private readonly seen = new Map<OldName, { count: number; readonly path: string; readonly location: string }>();
  private readonly contradictions: Problem[] = [];

  /** Renames the old options of one source, in place: each level is resolved on its own before levels are merged. */
  upgrade(root: ObjectTree): void {
    for (const { place, object, path } of places(root)) {
      for (const old of byPlace.get(place) ?? []) this.rename(old, object, path);
    }
  }

  problems(): Problem[] {
    const notices = [...this.seen].map(([{ from, to }, { count, path, location }]): Problem => {
      const times = count === 1 ? '' : ` (${count} times, first here)`;
      return {
        severity: 'notice',
        path,
        location,
        message: `${from} is the old name of ${to}${times}`,
        suggestion: `Write ${to}.`,
      };
    });
    return [...this.contradictions, ...notices];
  }

  private rename(old: OldName, object: ObjectTree, path: Path): void {
    const given = property(object, old.from);
    if (given === undefined) return;
    object.properties.delete(old.from.toLowerCase());
    if (given.kind === 'scalar' && (given.value === null || given.value === '')) return;
    const place = { path: formatPath([...path, old.from]), location: locationOf(given) };
    const value = old.value(given, property(object, old.to));
    if (value === undefined) {
      const message = `${old.from} is the old name of ${old.to}, and both are given`;
      this.contradictions.push({ severity: 'error', ...place, message, suggestion: `Move everything to ${old.to}.` });
      return;
    }
    setProperty(object, old.to, value);
    const seen = this.seen.get(old);
    if (seen === undefined) this.seen.set(old, { count: 1, ...place });
    else seen.count += 1;
  }
}

interface Visit {
  readonly place: Place;
  readonly object: ObjectTree;
  readonly path: Path;
}

/** Every object that can hold old names; an object comes before those in it, so that these are found under their new names. */
function* places(root: ObjectTree): Generator<Visit> {
  yield { place: 'root', object: root, path: [] };
  for (const route of members(root, 'Routes', 'route')) {
    yield route;
    yield* blocks(route);
  }
  for (const route of members(root, 'DynamicRoutes', 'dynamic')) {
    yield route;
    yield* blocks(route);
  }
  for (const aggregate of members(root, 'Aggregates', 'aggregate')) {
    yield aggregate;
    for (const key of members(aggregate.object, 'RouteKeysConfig', 'keyConfig'))
      yield { ...key, path: [...aggregate.path, ...key.path] };
  }
  const global = property(root, 'GlobalConfiguration');
  if (global?.kind === 'object') yield* blocks({ object: global, path: ['GlobalConfiguration'] });
}

function* members(owner: ObjectTree, name: string, place: Place): Generator<Visit> {
  const list = property(owner, name);
  if (list?.kind !== 'array') return;
  for (const [index, item] of list.items.entries())
    if (item?.kind === 'object') yield { place, object: item, path: [name, index] };
}

const blockPlaces = {
  AuthenticationOptions: 'authentication',
  QoSOptions: 'qos',
  RateLimitOptions: 'rateLimit',
} as const;

function* blocks({ object, path }: Omit<Visit, 'place'>): Generator<Visit> {
  for (const [name, place] of Object.entries(blockPlaces)) {
    const block = property(object, name);
    if (block?.kind === 'object') yield { place, object: block, path: [...path, name] };
  }
}

function inFront(old: Tree, current: Tree | undefined): Tree {
  const rest = current?.kind === 'array' ? current.items : [];
  return { kind: 'array', items: [old, ...rest], source: old.source, offset: old.offset } satisfies ArrayTree;
}

function inSeconds(old: Tree): Tree {
  return old.kind === 'scalar' ? scalar(`${old.raw}s`, old.source, old.offset) : old;
}

function inverted(old: Tree): Tree {
  const text = old.kind === 'scalar' ? old.raw.toLowerCase() : '';
  return text === 'true' || text === 'false' ? scalar(text === 'false', old.source, old.offset) : old;
}
