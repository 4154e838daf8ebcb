import type { Config } from '../../../shared/config/config.js';
import type { ExtensionNames } from '../../../shared/extensions/extension-names.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';
import { extensionBlock } from './extension-block.js';

/** Names in `DelegatingHandlers` are handlers of extensions. Where Ocelot ignores an unknown one, this is an error. */
export function* delegatingHandlers(config: Config, extensions: ExtensionNames | null): Generator<Finding> {
  if (extensions === null) return;
  const names = extensions.handlers.map(({ name }) => name);
  const known = new Set(names);
  for (const [index, route] of config.Routes.entries()) {
    for (const [place, name] of route.DelegatingHandlers.entries()) {
      if (known.has(name)) continue;
      const message = `DelegatingHandlers names ${JSON.stringify(name)}, which is not known`;
      const meant = nearest(name, names);
      const suggestion =
        meant === null
          ? `It was a C# class. Write it as an extension: ${extensionBlock('delegatingHandlers', name, '(request, next, context) => next(request)')}. For headers alone UpstreamHeaderTransform and DownstreamHeaderTransform do.`
          : `Did you mean ${meant}?`;
      yield { path: ['Routes', index, 'DelegatingHandlers', place], message, suggestion };
    }
  }
}
