import type { Exchange } from '../exchange.js';
import { fieldValues } from '../forward/field-lines.js';

/** Request fields on which an answer depends (RFC 9110, 12.5.5), in lower case and in order; `null`: none; `'*'`: on anything. */
export function varyOf(fields: string): readonly string[] | '*' | null {
  const names = fieldValues(fields, 'vary')
    .join(',')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return null;
  return names.includes('*') ? '*' : [...new Set(names)].sort();
}

/** The key of what is kept for requests with the same values of these fields. */
export function variantKey(base: string, names: readonly string[], exchange: Exchange): string {
  let key = `${base}\n\n${names.join(',')}`;
  for (const name of names) key += `\n${exchange.header(name) ?? '\r'}`;
  return key;
}
