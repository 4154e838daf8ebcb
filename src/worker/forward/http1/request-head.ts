import type { ServiceRequest } from '../sink.js';
import type { RequestForm } from './request-form.js';

/** Request line and fields (RFC 9112, 3): latin1, because the front lets nothing beyond ASCII through. */
export function requestHead(request: ServiceRequest, { prefix, lines }: RequestForm): string {
  const { headers } = request;
  let head = `${request.downstreamMethod} ${prefix}${request.target} HTTP/1.1\r\nhost: ${request.hostHeader}\r\n${lines}`;
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return head + framing(request);
}

/** The framing of the body is the gateway's own; a method that usually has a body says when it has none (RFC 9110, 8.6). */
function framing({ hasBody, contentLength, downstreamMethod }: ServiceRequest): string {
  if (hasBody) {
    if (contentLength === -1) return 'transfer-encoding: chunked\r\n\r\n';
    return `content-length: ${contentLength}\r\n\r\n`;
  }
  switch (downstreamMethod) {
    case 'POST':
    case 'PUT':
    case 'PATCH':
      return 'content-length: 0\r\n\r\n';
    default:
      return '\r\n';
  }
}
