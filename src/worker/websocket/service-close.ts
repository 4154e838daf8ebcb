import { cutReason, type Ending, relayedClose } from './close-frame.js';

/** Reads the end of the service's leg as `ws` reports it; it lets no code through that may not be sent but 1005 and 1006. */
export function readServiceClose(code: number, reason: string): Ending {
  const toOther = relayedClose(code, reason) ?? { code: 1011, reason: 'the service is gone without a close' };
  return { code, reason, toOther };
}

/** Reads the error of `ws` about a frame that breaks the protocol or a limit. `ws` tells the service why and closes its leg. */
export function readServiceError(error: Error & { readonly code?: string }): Ending {
  const reason = cutReason(error.message);
  switch (error.code) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return { code: 1009, reason, toOther: { code: 1009, reason: 'message too big' } };
    default:
      return { code: 1002, reason, toOther: { code: 1011, reason: 'the service broke the protocol' } };
  }
}
