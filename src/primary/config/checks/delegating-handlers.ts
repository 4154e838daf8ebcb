import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';

/** Names in `DelegatingHandlers` exist. There are none yet: they were C# classes and come back as extensions. */
export function* delegatingHandlers(config: Config): Generator<Finding> {
  for (const [index, route] of config.Routes.entries()) {
    for (const [place, name] of route.DelegatingHandlers.entries()) {
      const message = `DelegatingHandlers names ${JSON.stringify(name)}, which is not known`;
      const suggestion =
        'It was a C# class. Remove it ("DelegatingHandlers": []) and use UpstreamHeaderTransform or DownstreamHeaderTransform for headers; an extension module can do the rest.';
      yield { path: ['Routes', index, 'DelegatingHandlers', place], message, suggestion };
    }
  }
}
