import { percentEncode } from '../match/normal-form.js';
import type { SlotSource } from '../match/slots.js';

/** Where a value is put. */
export type Place = 'path' | 'query';

/** Turns a value into text for its place; `null`: it is put there as it is. */
export type Encoder = ((value: string) => string) | null;

/**
 * The spelling of a value by where it comes from and where it goes. What keeps its meaning keeps the client's spelling.
 * `free` is a value that no URL held: of a header, of a claim.
 *
 * Source: Ocelot, encoding of placeholder values and header templates, with their advice.
 */
export const encoders = {
  path: { path: null, query: pathToQuery },
  query: { path: queryToPath, query: null },
  catchAllQuery: { path: nothing, query: nothing },
  header: { path: encodeSegment, query: encodeQuery },
  free: { path: encodeSegment, query: encodeQuery },
} as const satisfies Record<SlotSource | 'free', Record<Place, Encoder>>;

/** Free text as one segment of a path. */
export function encodeSegment(value: string): string {
  return value.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@]/gu, percentEncode);
}

/** Free text as a name or value of a query; what stays bare is what stays bare in Ocelot. */
export function encodeQuery(value: string): string {
  return value.replace(/[^A-Za-z0-9\-._~!$()*,;@]/gu, percentEncode);
}

/** Fixed text of a template for its place: `%XX` stays, what may not stand there is encoded, `\` is a slash in a path. */
export function encodeLiteral(text: string, place: Place): string {
  const slashed = place === 'path' ? text.replaceAll('\\', '/') : text;
  return slashed.replace(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%[\]]/gu, percentEncode);
}

/** Form data as one segment: a plus sign is a space there, slashes and question marks are data. */
function queryToPath(value: string): string {
  return value.replace(/[+]|%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*,;=:@%]/gu, (found) =>
    found === '+' ? '%20' : percentEncode(found),
  );
}

/** In a path `&` and `+` are data, in a query they are not. */
function pathToQuery(value: string): string {
  return value.replace(/[&+#]/g, percentEncode);
}

function nothing(): string {
  return '';
}
