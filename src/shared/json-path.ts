import { compile, type JSONPathQuery } from 'json-p3';

/**
 * A JSONPath (RFC 9535), ready to use. As Newtonsoft.Json, which Ocelot uses, it may begin without `$`.
 *
 * @throws {JSONPathSyntaxError} and its like, with a message for the user
 */
export function compileJsonPath(text: string): JSONPathQuery {
  const path = text.trim();
  if (path.startsWith('$')) return compile(path);
  return compile(path === '' || path.startsWith('[') ? `$${path}` : `$.${path}`);
}
