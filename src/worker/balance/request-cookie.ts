import type { Exchange } from '../exchange.js';

/** The value of a cookie of the client, the first of several; `''` when it sent none. */
export function requestCookie({ headers }: Exchange, name: string): string {
  // Not `header()`: lines of this field are joined by a semicolon (RFC 9113, 8.2.3).
  for (let i = 0; i < headers.length; i += 2) if (headers[i] === 'cookie') return cookieValue(headers[i + 1]!, name);
  return '';
}

/** The value of a cookie in a `Cookie` or `Set-Cookie` field, the first of several; `''` when it has none. */
export function cookieValue(field: string, name: string): string {
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
