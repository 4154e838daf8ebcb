import type { HeaderChange, HeaderTransform } from '../config/header-transforms.js';
import { type Direction, isBodyHeader, isHeaderName, isOwnHeader } from './header-names.js';
import {
  type HeaderText,
  headerPlaceholders,
  holdsInvalidCharacter,
  literalText,
  placeholderPart,
  withPlaceholder,
  withPlaceholders,
} from './header-text.js';

/** What happens to one header, whichever way it was written. */
export interface HeaderChanges {
  readonly remove: boolean;
  readonly replace: readonly HeaderReplacement[];
  readonly add: HeaderText | null;
  /** What is wrong with it; entries with an error are not to be used. */
  readonly faults: readonly HeaderFault[];
}

export interface HeaderReplacement {
  /** Never empty; `null`: the address of the service, `{DownstreamBaseUrl}`. */
  readonly find: string | null;
  readonly replacement: HeaderText;
}

export interface HeaderFault {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly suggestion: string | null;
}

const nothing = { remove: false, replace: [], add: null } as const;
const serviceAddress = '{DownstreamBaseUrl}';

/**
 * Source: Ocelot, header transforms, with its advice; what objects say is beyond it.
 *
 * @param own placeholders of extensions
 */
export function readHeaderTransform(
  name: string,
  written: HeaderTransform,
  direction: Direction,
  own: readonly string[] = [],
): HeaderChanges {
  if (!isHeaderName(name)) return { ...nothing, faults: [error(`${JSON.stringify(name)} is no name of a header`)] };
  if (isOwnHeader(name, direction)) {
    const suggestion = name.toLowerCase() === 'host' ? 'Set HostHeader on the route.' : 'Remove it.';
    return { ...nothing, faults: [warning(`${name} is the gateway's own and is not changed`, suggestion)] };
  }
  if (typeof written === 'string') return readText(name, written, direction, own);
  return readChanges(Array.isArray(written) ? written : [written], direction, own);
}

function readText(name: string, written: string, direction: Direction, own: readonly string[]): HeaderChanges {
  if (holdsInvalidCharacter(written)) return { ...nothing, faults: [invalid(written)] };
  if (!written.includes(',')) return readValue(name, written, direction, own);
  const faults: HeaderFault[] = [];
  const [find = '', rest = '', ...ignored] = written.split(',');
  if (find === '') return { ...nothing, faults: [error('the text to look for is empty')] };
  if (ignored.length > 0) {
    const suggestion = 'Write { "Add": "…" } for a value with commas, { "Find": "…", "Replace": "…" } for such a text.';
    faults.push(warning(`everything after the second comma of ${JSON.stringify(written)} is ignored`, suggestion));
  }
  if (direction === 'response' && isBodyHeader(name)) {
    faults.push(
      warning(`${name} is not changed by "find, replace", as in Ocelot`, 'Write { "Find": "…", "Replace": "…" }.'),
    );
    return { ...nothing, faults };
  }
  const replacement = readReplacement(rest.trimStart(), faults, own);
  if (replacement === null) return { ...nothing, faults };
  return { ...nothing, replace: [{ find: findOf(find, direction, faults), replacement }], faults };
}

/** A value is a literal, or one placeholder and nothing else. */
function readValue(name: string, written: string, direction: Direction, own: readonly string[]): HeaderChanges {
  const remove = direction === 'response' && isBodyHeader(name);
  if (!written.startsWith('{') || !written.endsWith('}')) {
    return { remove, replace: [], add: literalText(written.trim()), faults: [] };
  }
  const placeholder = placeholderPart(written.slice(1, -1), own);
  if (placeholder === null) return { ...nothing, faults: [unknownPlaceholder(written, 'is not added')] };
  return { remove, replace: [], add: [placeholder], faults: [] };
}

/** The first placeholder counts, wherever it stands; `null`: the entry has no effect. */
function readReplacement(text: string, faults: HeaderFault[], own: readonly string[]): HeaderText | null {
  const open = text.indexOf('{');
  if (open === -1) return literalText(text);
  const close = text.indexOf('}', open);
  const name = text.slice(open + 1, close);
  const placeholder = placeholderPart(name, own);
  if (close === -1) faults.push(error(`${JSON.stringify(text)} opens a placeholder and does not close it`));
  else if (placeholder !== null) return withPlaceholder(text, placeholder);
  else faults.push(unknownPlaceholder(`{${name}}`, 'stays as it is'));
  return null;
}

function readChanges(written: readonly HeaderChange[], direction: Direction, own: readonly string[]): HeaderChanges {
  const faults: HeaderFault[] = [];
  const replace: HeaderReplacement[] = [];
  let add: HeaderText | null = null;
  let remove = false;
  for (const { Remove, Find, Replace, Add } of written) {
    const texts = [Find, Replace, Add].filter((text) => text !== undefined);
    faults.push(...texts.filter(holdsInvalidCharacter).map(invalid));
    for (const text of [Replace, Add]) if (text !== undefined) faults.push(...misspelled(text));
    if (texts.length === 0 && Remove !== true)
      faults.push(error('says nothing', 'Write Find and Replace, Add, or "Remove": true.'));
    if ((Find === undefined) !== (Replace === undefined)) faults.push(error('Find and Replace belong together'));
    if (Find === '') faults.push(error('the text to look for is empty'));
    if (Add !== undefined && add !== null) faults.push(error('Add is given twice'));
    if (Find)
      replace.push({ find: findOf(Find, direction, faults), replacement: withPlaceholders(Replace ?? '', own) });
    if (Add !== undefined) add = withPlaceholders(Add.trim(), own);
    remove ||= Remove === true;
  }
  return { remove, replace, add, faults };
}

function findOf(text: string, direction: Direction, faults: HeaderFault[]): string | null {
  if (text !== serviceAddress) return text;
  if (direction === 'response') return null;
  faults.push(warning(`${serviceAddress} stands for the address of the service in answers only`, null));
  return text;
}

function misspelled(text: string): HeaderFault[] {
  const found = [...text.matchAll(/\{([^{}]*)\}/g)].flatMap(([, name = '']) => {
    const meant = headerPlaceholders.find((known) => known.toLowerCase() === name.toLowerCase());
    return meant === undefined || meant === name ? [] : [{ name, meant }];
  });
  return found.map(({ name, meant }) => warning(`{${name}} is sent as it is written`, `Did you mean {${meant}}?`));
}

function unknownPlaceholder(written: string, effect: string): HeaderFault {
  const meant = headerPlaceholders.find((name) => `{${name}}`.toLowerCase() === written.toLowerCase());
  const known = headerPlaceholders.map((name) => `{${name}}`).join(', ');
  return warning(
    `there is no placeholder ${written}: the header ${effect}`,
    meant === undefined ? `Known are ${known}.` : `Did you mean {${meant}}?`,
  );
}

function invalid(text: string): HeaderFault {
  return error(`${JSON.stringify(text)} holds a character that no header can hold`);
}

function error(message: string, suggestion: string | null = null): HeaderFault {
  return { severity: 'error', message, suggestion };
}

function warning(message: string, suggestion: string | null): HeaderFault {
  return { severity: 'warning', message, suggestion };
}
