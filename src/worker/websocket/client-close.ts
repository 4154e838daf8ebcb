import { type Ending, relayedClose } from './close-frame.js';

/**
 * Reads what uWebSockets.js reports of the end of the client's leg. Its code 1006 stands for several things, and the
 * text tells which.
 *
 * Codes 1012–1014 and 3000–3999 are invalid to its parser: it hides code and reason and answers without a code. The
 * client has closed in an orderly way all the same, so the service gets a close frame without a code.
 */
export function readClientClose(code: number, text: string): Ending {
  const frame = relayedClose(code, text);
  if (frame !== null) return { code, reason: frame.reason, toOther: frame };
  switch (text) {
    case 'Received invalid close payload':
      return { code: 1005, reason: '', toOther: { code: null, reason: '' } };
    case 'Received too big message':
      return { code: 1009, reason: text, toOther: { code: 1009, reason: 'message too big' } };
    default:
      return { code: 1006, reason: text, toOther: { code: 1001, reason: 'the client is gone without a close' } };
  }
}
