import type { Config } from '../../../shared/config/config.js';
import type { DynamicRoute } from '../../../shared/config/dynamic-route.js';
import type { GlobalConfiguration } from '../../../shared/config/global-configuration.js';
import type { Path } from '../path.js';

/** Something that can hold the options which routes, dynamic routes and the global section have in common. */
export interface Owner {
  readonly path: Path;
  /** How messages call it: the key or path of a route, the service of a dynamic one. */
  readonly name: string;
  readonly key: string | undefined;
  readonly options: Partial<Pick<DynamicRoute, keyof DynamicRoute & keyof GlobalConfiguration>>;
}

export function* ownersOf(config: Config): Generator<Owner> {
  for (const [index, route] of config.Routes.entries()) {
    yield { path: ['Routes', index], name: route.Key || route.UpstreamPathTemplate, key: route.Key, options: route };
  }
  for (const [index, route] of config.DynamicRoutes.entries()) {
    yield {
      path: ['DynamicRoutes', index],
      name: route.Key || (route.ServiceName ?? ''),
      key: route.Key,
      options: route,
    };
  }
  yield {
    path: ['GlobalConfiguration'],
    name: 'GlobalConfiguration',
    key: undefined,
    options: config.GlobalConfiguration,
  };
}
