/**
 * The form in which paths are compared: every character that may stand bare in a path does, every other one is an upper-case
 * `%XX` of its UTF-8 bytes. So `/debug%28%29` equals `/debug()`.
 *
 * Source: Ocelot, what is matched. Two spellings are kept apart on purpose: `%2F` is data and no slash, `%25` stays, so
 * that `%2541` never becomes `%41` or `A`.
 */
const BARE = "A-Za-z0-9\\-._~!$&'()*+,;=:@";
const IS_PLAIN = new RegExp(`^[${BARE}/]*$`);
const IS_PLAIN_LOWER = new RegExp(`^[${BARE.replace('A-Z', '')}/]*$`);
const IS_BARE = new RegExp(`^[${BARE}]$`);
const TO_CHANGE = new RegExp(`%[0-9A-Fa-f]{2}|[^${BARE}/]`, 'gu');

/** Nothing to do: the text is its own normal form, character by character. */
export function isPlain(text: string): boolean {
  return IS_PLAIN.test(text);
}

/** The same, and without an upper-case letter. */
export function isPlainLower(text: string): boolean {
  return IS_PLAIN_LOWER.test(text);
}

export function normalForm(text: string): string {
  return isPlain(text) ? text : text.replace(TO_CHANGE, normalize);
}

/** The normal form and, for each of its positions up to its length, the position in `text` it comes from. */
export function normalFormWithOffsets(text: string): { readonly form: string; readonly offsets: readonly number[] } {
  const offsets: number[] = [];
  let form = '';
  let at = 0;
  const copy = (piece: string, from: number, step: number): void => {
    for (let i = 0; i < piece.length; i++) offsets.push(from + i * step);
    form += piece;
  };
  for (const found of text.matchAll(TO_CHANGE)) {
    copy(text.slice(at, found.index), at, 1);
    copy(normalize(found[0]), found.index, 0);
    at = found.index + found[0].length;
  }
  copy(text.slice(at), at, 1);
  offsets.push(text.length);
  return { form, offsets };
}

/** Lower case of ASCII letters only, so that the length never changes. */
export function foldCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/** `%XX` for each byte of the text in UTF-8. */
export function percentEncode(text: string): string {
  return Buffer.from(text)
    .toString('hex')
    .replace(/../g, (byte) => `%${byte.toUpperCase()}`);
}

function normalize(found: string): string {
  if (found.length !== 3 || found[0] !== '%') return percentEncode(found);
  const character = String.fromCharCode(Number.parseInt(found.slice(1), 16));
  return IS_BARE.test(character) ? character : found.toUpperCase();
}
