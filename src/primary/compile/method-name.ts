/** Methods that are sent in upper case however they are written; others are case-sensitive (RFC 9110, 9.1). */
const standardMethods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
]);

/** A method of the configuration as it goes to a service; blank is `''`. */
export function methodName(text: string): string {
  const name = text.trim();
  const upper = name.toUpperCase();
  return standardMethods.has(upper) ? upper : name;
}
