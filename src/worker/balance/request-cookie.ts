/** The value of a cookie in a `Cookie` field, the first of several; `''` when it has none. */
export function requestCookie(field: string | null, name: string): string {
  if (field === null) return '';
  for (let start = 0; start < field.length; ) {
    const found = field.indexOf(';', start);
    const end = found === -1 ? field.length : found;
    const equals = field.indexOf('=', start);
    if (equals !== -1 && equals < end && field.slice(start, equals).trim() === name) {
      return field.slice(equals + 1, end).trim();
    }
    start = end + 1;
  }
  return '';
}
