import type { Config } from '../../../shared/config/config.js';
import { numberCulture } from '../../../shared/metadata/number-culture.js';
import { numberStyles, readNumberStyles } from '../../../shared/metadata/number-styles.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';

const splitOptions = ['None', 'RemoveEmptyEntries', 'TrimEntries'];

/** Names in `MetadataOptions` exist. Source: Ocelot, metadata: names that do not end the start. */
export function* metadataOptions({ GlobalConfiguration: { MetadataOptions: options } }: Config): Generator<Finding> {
  const finding = (option: string, message: string, suggestion: string): Finding => {
    return { path: ['GlobalConfiguration', 'MetadataOptions', option], message, suggestion };
  };
  const split = options?.StringSplitOption?.trim() ?? '';
  const unknown = split.split(',').find((name) => !splitOptions.some((known) => same(known, name)));
  if (split !== '' && unknown !== undefined) {
    const message = `StringSplitOption ${JSON.stringify(unknown.trim())} is not known`;
    yield finding('StringSplitOption', message, didYouMean(unknown, splitOptions));
  }
  const style = options?.NumberStyle?.trim() ?? '';
  if (style !== '' && readNumberStyles(style) === null) {
    const message = `NumberStyle ${JSON.stringify(style)} is no number style of .NET`;
    yield finding('NumberStyle', message, didYouMean(style, Object.keys(numberStyles)));
  }
  const culture = options?.CurrentCulture?.trim() ?? '';
  if (numberCulture(culture) === null) {
    const message = `CurrentCulture ${JSON.stringify(culture)} is not known`;
    yield finding('CurrentCulture', message, 'Write a language tag such as "en-US", or leave it out.');
  }
  for (const [place, character] of (options?.TrimChars ?? []).entries()) {
    if (character.length === 1) continue;
    const message = `TrimChars[${place}] ${JSON.stringify(character)} is no single character`;
    yield finding('TrimChars', message, 'Write each character as a text of its own.');
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.trim().toLowerCase();
}

function didYouMean(written: string, known: readonly string[]): string {
  const meant = nearest(written.trim(), known);
  return meant === null ? `Known are ${known.join(', ')}.` : `Did you mean ${meant}?`;
}
