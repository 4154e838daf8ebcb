/** An object of the configuration that can hold old names. */
export type Place =
  | 'root'
  | 'route'
  | 'dynamic'
  | 'aggregate'
  | 'keyConfig'
  | 'global'
  | 'authentication'
  | 'qos'
  | 'rateLimit';

/**
 * What becomes of the value, and of one under the new name beside it.
 * - `alone`: Ocelot 25 no longer knows the old name; both names together contradict.
 * - `wins`: Ocelot 25 reads it, and it goes before the new one.
 * - `inFront`: so does this one, as the first of a list.
 * - `inSeconds`: so does this one; the number gets its unit.
 * - `inverted`: so does this one; true becomes false.
 */
export type OldNameRule = 'alone' | 'wins' | 'inFront' | 'inSeconds' | 'inverted';

export interface OldName {
  readonly place: Place;
  readonly from: string;
  readonly to: string;
  readonly rule: OldNameRule;
}

/** Source: Ocelot, old names that are still accepted, and very old names. */
const oldNames: readonly OldName[] = [
  { place: 'root', from: 'ReRoutes', to: 'Routes', rule: 'alone' },
  { place: 'root', from: 'DynamicReRoutes', to: 'DynamicRoutes', rule: 'alone' },
  { place: 'route', from: 'ReRouteIsCaseSensitive', to: 'RouteIsCaseSensitive', rule: 'alone' },
  { place: 'route', from: 'FileCacheOptions', to: 'CacheOptions', rule: 'wins' },
  { place: 'dynamic', from: 'RateLimitRule', to: 'RateLimitOptions', rule: 'wins' },
  { place: 'aggregate', from: 'ReRouteIsCaseSensitive', to: 'RouteIsCaseSensitive', rule: 'alone' },
  { place: 'aggregate', from: 'ReRouteKeys', to: 'RouteKeys', rule: 'alone' },
  { place: 'aggregate', from: 'ReRouteKeysConfig', to: 'RouteKeysConfig', rule: 'alone' },
  { place: 'keyConfig', from: 'ReRouteKey', to: 'RouteKey', rule: 'alone' },
  { place: 'authentication', from: 'AuthenticationProviderKey', to: 'AuthenticationProviderKeys', rule: 'inFront' },
  { place: 'qos', from: 'DurationOfBreak', to: 'BreakDuration', rule: 'wins' },
  { place: 'qos', from: 'ExceptionsAllowedBeforeBreaking', to: 'MinimumThroughput', rule: 'wins' },
  { place: 'qos', from: 'TimeoutValue', to: 'Timeout', rule: 'wins' },
  { place: 'rateLimit', from: 'PeriodTimespan', to: 'Wait', rule: 'inSeconds' },
  { place: 'rateLimit', from: 'DisableRateLimitHeaders', to: 'EnableHeaders', rule: 'inverted' },
  { place: 'rateLimit', from: 'HttpStatusCode', to: 'StatusCode', rule: 'wins' },
  { place: 'rateLimit', from: 'QuotaExceededMessage', to: 'QuotaMessage', rule: 'wins' },
  { place: 'rateLimit', from: 'RateLimitCounterPrefix', to: 'KeyPrefix', rule: 'wins' },
];

export interface InnerPlace {
  /** The property, under its new name. */
  readonly name: string;
  readonly isList: boolean;
  readonly place: Place;
}

const blocks: readonly InnerPlace[] = [
  { name: 'AuthenticationOptions', isList: false, place: 'authentication' },
  { name: 'QoSOptions', isList: false, place: 'qos' },
  { name: 'RateLimitOptions', isList: false, place: 'rateLimit' },
];

const inner: Readonly<Record<Place, readonly InnerPlace[]>> = {
  root: [
    { name: 'Routes', isList: true, place: 'route' },
    { name: 'DynamicRoutes', isList: true, place: 'dynamic' },
    { name: 'Aggregates', isList: true, place: 'aggregate' },
    { name: 'GlobalConfiguration', isList: false, place: 'global' },
  ],
  route: blocks,
  dynamic: blocks,
  global: blocks,
  aggregate: [{ name: 'RouteKeysConfig', isList: true, place: 'keyConfig' }],
  keyConfig: [],
  authentication: [],
  qos: [],
  rateLimit: [],
};

/** The places inside a place. */
export function innerPlaces(place: Place): readonly InnerPlace[] {
  return inner[place];
}

const byPlace = new Map<Place, OldName[]>();
for (const old of oldNames) byPlace.set(old.place, [...(byPlace.get(old.place) ?? []), old]);

/** The names that are old in a place. */
export function oldNamesOf(place: Place): readonly OldName[] {
  return byPlace.get(place) ?? [];
}
