import type { Exchange } from '../exchange.js';
import { fieldOfLine, transformFields } from '../headers/transform-fields.js';
import type { Field } from '../websocket/contract.js';
import { ResponseHead } from './response-head.js';

/** The fields of a service's answer to a WebSocket handshake as the client gets them, like those of any other answer. */
export function handshakeAnswer(
  exchange: Exchange,
  status: number,
  reason: string,
  fields: readonly Field[],
): readonly Field[] {
  const { answerSteps, responseHeaders } = exchange.route!;
  if (answerSteps !== null) {
    const head = new ResponseHead();
    head.status = status;
    head.statusLine = `${status} ${reason}`;
    head.fields = fields.map(([name, value]) => `${name}: ${value}`).join('\r\n');
    for (const step of answerSteps) step(exchange, head);
  }
  const changed = transformFields(responseHeaders, fields, exchange);
  return exchange.answerFields === '' ? changed : [...changed, ...exchange.answerFields.split('\r\n').map(fieldOfLine)];
}
