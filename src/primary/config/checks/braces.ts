import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';
import { templatesOf } from './templates.js';

/** Every `{` of a path template has its `}`, with a name between them. */
export function* braces(config: Config): Generator<Finding> {
  for (const { path, option, text } of templatesOf(config)) {
    if (balanced(text)) continue;
    yield {
      path,
      message: `${option} '${text}' has unbalanced braces`,
      suggestion: 'Write each placeholder as {name}.',
    };
  }
}

function balanced(template: string): boolean {
  return !/[{}]/.test(template.replace(/\{[^{}]+\}/g, ''));
}
