import type { Config } from '../../../shared/config/config.js';
import { parseTemplate, placeholderNames } from '../../../shared/path-template.js';
import type { Finding } from './check.js';
import { templatesOf } from './templates.js';

/** A placeholder stands once in a template. Source: Ocelot, validation, cross checks. */
export function* repeatedPlaceholders(config: Config): Generator<Finding> {
  for (const { path, option, text } of templatesOf(config)) {
    const names = placeholderNames(parseTemplate(text));
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated === undefined) continue;
    const message = `${option} '${text}' has duplicated placeholder {${repeated}}`;
    yield { path, message, suggestion: 'Give each placeholder a name of its own.' };
  }
}
