import type { Exchange } from '../exchange.js';
import type { Field } from '../websocket/contract.js';
import type { ResponseTransform } from './response-transform.js';

/** The fields of a service's answer to a handshake as they go to the client. */
export function transformFields(
  transform: ResponseTransform | null,
  fields: readonly Field[],
  exchange: Exchange,
): readonly Field[] {
  if (transform === null) return fields;
  const lines = transform.apply(fields.map(([name, value]) => `${name}: ${value}`).join('\r\n'), exchange);
  if (lines === '') return [];
  return lines.split('\r\n').map(fieldOfLine);
}

export function fieldOfLine(line: string): Field {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}
