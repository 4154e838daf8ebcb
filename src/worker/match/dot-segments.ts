/** A complete segment that is `.` or `..`, dots written plainly or as `%2e`. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;
const ONE_DOT = /^(?:\.|%2e)$/i;
const TWO_DOTS = /^(?:\.|%2e){2}$/i;

export function hasDotSegment(path: string): boolean {
  if (!path.includes('/.') && !path.includes('/%2')) return false;
  return DOT_SEGMENT.test(path);
}

/**
 * Removes `.` and `..` segments, `%2e` spellings included; never climbs above `/`. The same string when there are none.
 *
 * Source: RFC 3986 §5.2.4. `%2F` and `\` separate nothing: they stay data of their segment, so `..%2F` is no dot segment.
 */
export function resolveDotSegments(rawPath: string): string {
  if (!hasDotSegment(rawPath)) return rawPath;
  const kept: string[] = [];
  const segments = rawPath.slice(1).split('/');
  segments.forEach((segment, index) => {
    const one = ONE_DOT.test(segment);
    const two = TWO_DOTS.test(segment);
    if (!one && !two) kept.push(segment);
    if (two) kept.pop();
    if ((one || two) && index === segments.length - 1) kept.push('');
  });
  return `/${kept.join('/')}`;
}
