/**
 * The same ASCII text as one flat string; other text comes back as it is.
 *
 * What `slice` and `+` give may keep pointing into the strings it was made of. Text that is read for every request but by few
 * requests each, as that of 10,000 routes, then costs several cache misses instead of one.
 */
export function flatString(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length === text.length ? bytes.toString('latin1') : text;
}
