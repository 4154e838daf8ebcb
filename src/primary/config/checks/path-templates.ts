import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';
import { templatesOf } from './templates.js';

/** Path templates are not empty, start with a slash, have no `//` and no scheme. Source: Ocelot, validation of routes. */
export function* pathTemplates(config: Config): Generator<Finding> {
  for (const { path, label, text } of templatesOf(config)) {
    if (text.trim() === '') {
      yield { path, message: `${label} cannot be empty`, suggestion: 'Write a path such as "/orders/{id}".' };
      continue;
    }
    if (!text.startsWith('/')) {
      yield {
        path,
        message: `${label} ${text} doesnt start with forward slash`,
        suggestion: text.includes('://') ? null : `Write ${JSON.stringify(`/${text}`)}.`,
      };
    }
    if (text.includes('//')) {
      const message = `${label} ${text} contains double forward slash, which is not supported`;
      yield { path, message, suggestion: 'Use single slashes.' };
    }
    if (/https?:\/\//i.test(text)) {
      const suggestion =
        'Keep the path only; the scheme goes into DownstreamScheme, host and port into DownstreamHostAndPorts.';
      yield { path, message: `${label} ${text} contains scheme`, suggestion };
    }
  }
}
