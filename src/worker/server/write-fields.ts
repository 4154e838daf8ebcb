import type { HttpResponse } from './uws.js';

/**
 * Field lines as uWebSockets.js takes them all in one call: it puts name, colon, space, value and CRLF together, and each
 * call into it costs more than the lines do. Beyond ASCII they go as bytes, for it would write strings as UTF-8.
 */
export class ReadyFields {
  readonly name: string;
  readonly value: string | Buffer;

  /** @param fields at least one line, joined by CRLF, without the last one; latin1 */
  constructor(fields: string) {
    const colon = fields.indexOf(':');
    const value = fields.slice(fields.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1);
    this.name = fields.slice(0, colon);
    this.value = Buffer.byteLength(value) === value.length ? value : Buffer.from(value, 'latin1');
  }
}

export function writeFields(response: HttpResponse, { name, value }: ReadyFields): void {
  response.writeHeader(name, value);
}
