import type { FailureName } from '../../shared/errors.js';
import { describesBody } from '../../shared/policies/header-names.js';
import type { Exchange } from '../exchange.js';
import type { HttpRequest } from './uws.js';

/** RFC 9112, 3.2: what may stand in a request target; uWebSockets.js lets more through. */
const invalidTarget = /[^\x21\x22\x24-\x7e]/;
/** RFC 9110, 5.5; beyond ASCII uWebSockets.js hands over U+FFFD, so such a value cannot be passed on as it was. */
const invalidValue = /[^\t\x20-\x7e]/;
/** RFC 9110, 7.2: a registered name, an IPv4 address or an IPv6 literal, and a port. */
const validHost = /^(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?$/;

let exchange: Exchange;
let problem: FailureName | null = null;
let hosts = 0;
let lengths = 0;
let encodings = 0;
let connection: string | null = null;
let fieldCount = 0;
let fieldBytes = 0;
let seen = 0;
let bodyDescribed = false;
/** The last one that was valid. */
let lastHost = '';

/**
 * Reads a request into its exchange while uWebSockets.js still has it: the target, and the end-to-end header fields,
 * several lines of one name joined (RFC 9110, 5.2). Refuses what uWebSockets.js accepts although it is ambiguous.
 *
 * @returns why the request must not go on; the connection is closed then
 */
export function readRequest(request: HttpRequest, into: Exchange, urlBytes: number): FailureName | null {
  exchange = into;
  problem = null;
  hosts = 0;
  lengths = 0;
  encodings = 0;
  fieldCount = 0;
  fieldBytes = 0;
  seen = 0;
  connection = null;
  bodyDescribed = false;
  const path = request.getUrl();
  // Typed as always there, but it is undefined without a "?".
  const query = request.getQuery() as string | undefined;
  into.method = request.getCaseSensitiveMethod();
  into.path = path;
  into.query = query;
  if (invalidTarget.test(path) || (query !== undefined && invalidTarget.test(query))) return 'badRequest';
  if (path.length + (query === undefined ? 0 : query.length + 1) > urlBytes) return 'uriTooLong';
  request.forEach(take);
  into.fieldCount = fieldCount;
  into.fieldBytes = fieldBytes;
  if (problem !== null) return problem;
  if (hosts !== 1 || !isValidHost(into.host) || lengths > 1 || encodings > 1) return 'badRequest';
  if (connection !== null) applyConnection(connection, into);
  if (bodyDescribed && !into.hasBody) dropBodyFields(into.headers);
  return null;
}

/** Most requests of a worker have one of a few hosts. */
function isValidHost(host: string): boolean {
  if (host === lastHost) return true;
  if (!validHost.test(host)) return false;
  lastHost = host;
  return true;
}

/** One field line. The length of the name decides which names it can be. */
function take(name: string, value: string): void {
  fieldCount++;
  fieldBytes += name.length + value.length + 4;
  if (name === 'host') {
    hosts++;
    exchange.host = value;
    return;
  }
  if (invalidValue.test(value)) {
    problem = 'badRequest';
    return;
  }
  switch (name.length) {
    case 2:
      if (name === 'te') return;
      break;
    case 5:
      if (name === 'allow') return;
      break;
    case 6:
      // uWebSockets.js has answered `Expect: 100-continue` itself.
      if (name === 'expect') return;
      break;
    case 7:
      if (name === 'upgrade' || name === 'trailer' || name === 'expires') return;
      break;
    case 10:
      if (name === 'connection') {
        connection = connection === null ? value : `${connection},${value}`;
        return;
      }
      if (name === 'keep-alive') return;
      break;
    case 13:
      if (name === 'last-modified') return;
      break;
    case 14:
      if (name === 'content-length') {
        lengths++;
        exchange.hasBody = true;
        // uWebSockets.js refuses other spellings too, but only after it has called the handler.
        if (!/^[0-9]{1,15}$/.test(value)) problem = 'badRequest';
        exchange.contentLength = Number(value);
        return;
      }
      break;
    case 16:
      if (name === 'proxy-connection') return;
      break;
    case 17:
      if (name === 'transfer-encoding') {
        encodings++;
        exchange.hasBody = true;
        if (value.toLowerCase() !== 'chunked') problem = 'badRequest';
        return;
      }
      break;
    case 19:
      if (name === 'proxy-authorization') return;
      break;
  }
  if (name.startsWith('content-')) bodyDescribed = true;
  add(name, value);
}

/** Appends the field, or joins it to the line of its name that is there. */
function add(name: string, value: string): void {
  const { headers } = exchange;
  // A bit per (length, first letter) tells for nearly every name that it was not there before.
  const bit = 1 << ((name.length * 7 + name.charCodeAt(0)) & 31);
  if ((seen & bit) !== 0) {
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] !== name) continue;
      exchange.rememberLines(name, headers[i + 1] as string, value);
      headers[i + 1] += (name === 'cookie' ? '; ' : ', ') + value;
      return;
    }
  }
  seen |= bit;
  headers.push(name, value);
}

/** RFC 9110, 7.6.1: `close` is for this connection, every other name marks a field as hop-by-hop. */
function applyConnection(value: string, exchange: Exchange): void {
  for (const option of value.toLowerCase().split(',')) {
    const name = option.trim();
    if (name === 'close') exchange.closeAfter = true;
    else if (name !== 'keep-alive' && name !== '') exchange.removeHeader(name);
  }
}

/** Fields that describe a body go with a body only (Ocelot: request mapping). */
function dropBodyFields(headers: string[]): void {
  for (let i = headers.length - 2; i >= 0; i -= 2) if (describesBody(headers[i]!)) headers.splice(i, 2);
}
