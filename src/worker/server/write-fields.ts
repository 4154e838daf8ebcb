import type { HttpResponse } from './uws.js';

/**
 * All field lines in one call: uWebSockets.js puts name, colon, space, value and CRLF together, and each call into it costs
 * more than the lines do. Beyond ASCII they go as bytes, for it would write strings as UTF-8.
 */
export function writeFields(response: HttpResponse, fields: string): void {
  const colon = fields.indexOf(':');
  const rest = fields.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1;
  const value = fields.slice(rest);
  response.writeHeader(
    fields.slice(0, colon),
    Buffer.byteLength(value) === value.length ? value : Buffer.from(value, 'latin1'),
  );
}
