import type { Exchange } from '../exchange.js';

/** Request line and fields for the service (RFC 9112, 3): latin1, because the front lets nothing beyond ASCII through. */
export function requestHead(exchange: Exchange, target: string, authority: string): string {
  const { headers } = exchange;
  let head = `${exchange.downstreamMethod} ${target} HTTP/1.1\r\nhost: ${authority}\r\n`;
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return head + framing(exchange);
}

/** The framing of the body is the gateway's own; a method that usually has a body says when it has none (RFC 9110, 8.6). */
function framing(exchange: Exchange): string {
  if (exchange.hasBody) {
    if (exchange.contentLength === -1) return 'transfer-encoding: chunked\r\n\r\n';
    return `content-length: ${exchange.contentLength}\r\n\r\n`;
  }
  switch (exchange.downstreamMethod) {
    case 'POST':
    case 'PUT':
    case 'PATCH':
      return 'content-length: 0\r\n\r\n';
    default:
      return '\r\n';
  }
}
