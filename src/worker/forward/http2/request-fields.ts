import type { OutgoingHttpHeaders } from 'node:http2';
import type { ServiceRequest } from '../sink.js';

/** Fields of a connection, which HTTP/2 does not have (RFC 9113, 8.2.2); `host` goes as `:authority`. */
const dropped = new Set([
  'connection',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** The fields of a request as HTTP/2 has them (RFC 9113, 8.3.1): names in lower case, lines of one name joined. */
export function requestFields(request: ServiceRequest, secure: boolean): OutgoingHttpHeaders {
  const { headers } = request;
  const fields: OutgoingHttpHeaders = Object.create(null);
  fields[':method'] = request.downstreamMethod;
  fields[':scheme'] = secure ? 'https' : 'http';
  fields[':authority'] = request.hostHeader;
  fields[':path'] = request.target;
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    if (dropped.has(name)) continue;
    const value = headers[i + 1] as string;
    const before = fields[name];
    fields[name] = before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  const length = contentLength(request);
  if (length !== -1) fields['content-length'] = String(length);
  return fields;
}

/** A method that usually has a body says when it has none (RFC 9110, 8.6). */
function contentLength({ hasBody, contentLength, downstreamMethod }: ServiceRequest): number {
  if (hasBody) return contentLength;
  return downstreamMethod === 'POST' || downstreamMethod === 'PUT' || downstreamMethod === 'PATCH' ? 0 : -1;
}
