import type { Config } from '../../../shared/config/config.js';
import { parseTemplate, placeholderNames } from '../../../shared/path-template.js';
import { isHeaderName, isOwnHeader } from '../../../shared/policies/header-names.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';
import { upstreamPlaceholders } from './upstream-placeholders.js';

/** What claims are put into exists and can take them. */
export function* claimTargets(config: Config): Generator<Finding> {
  for (const [index, route] of config.Routes.entries()) {
    const path = ['Routes', index];
    for (const name of Object.keys(route.AddHeadersToRequest)) {
      const where = [...path, 'AddHeadersToRequest', name];
      if (!isHeaderName(name))
        yield { path: where, message: `AddHeadersToRequest: ${JSON.stringify(name)} is not a header name` };
      else if (isOwnHeader(name, 'request')) {
        const message = `AddHeadersToRequest: ${name} is written by the gateway itself`;
        yield { path: where, message, suggestion: 'Choose another name.' };
      }
    }
    for (const name of Object.keys(route.AddQueriesToRequest)) {
      const where = [...path, 'AddQueriesToRequest', name];
      if (name === '') yield { path: where, message: 'AddQueriesToRequest: a parameter needs a name' };
      else if (isPlaceholder(name, upstreamPlaceholders(route))) {
        const message = `AddQueriesToRequest: parameters with the name of the placeholder {${name}} do not go to the service`;
        yield { severity: 'warning', path: where, message, suggestion: 'Choose another name.' };
      }
    }
    yield* unknownPlaceholders(index, route.DownstreamPathTemplate, Object.keys(route.ChangeDownstreamPathTemplate));
  }
}

/** Requests of such a route get 404. Source: Ocelot, claims transformation, targets. */
function* unknownPlaceholders(index: number, template: string, names: readonly string[]): Generator<Finding> {
  if (names.length === 0) return;
  const known = placeholderNames(parseTemplate(template));
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    yield {
      severity: 'warning',
      path: ['Routes', index, 'ChangeDownstreamPathTemplate', name],
      message: `ChangeDownstreamPathTemplate: DownstreamPathTemplate '${template}' has no {${name}}, so every request is answered with 404`,
      suggestion: meant === null ? `Put {${name}} into DownstreamPathTemplate.` : `Did you mean ${meant}?`,
    };
  }
}

/** As the target leaves parameters out: without regard to case. */
function isPlaceholder(name: string, placeholders: readonly string[]): boolean {
  return placeholders.some((placeholder) => placeholder.toLowerCase() === name.toLowerCase());
}
