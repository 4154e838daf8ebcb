import type { ReadyFields } from '../server/write-fields.js';

/** The head of a service's answer, as far as a gateway must understand it. Valid during one `onResponse` only. */
export class ResponseHead {
  status = 0;
  /** `200 OK`: what goes into the client's status line. */
  statusLine = '';
  /** The end-to-end header lines as the service wrote them, joined by CRLF, without the last one; latin1. */
  fields = '';
  /** -1 when the answer does not say. */
  contentLength = -1;
  chunked = false;
  /** The whole body once more, where it is short and ASCII: uWebSockets.js takes a string faster than bytes. */
  text: string | null = null;
  /** The fields once more, ready to be written; of heads that go out many times. */
  ready: ReadyFields | null = null;
  /** The connection can carry another request after this answer. */
  keepAlive = true;
}
