import type { Exchange } from '../../exchange.js';

/** Fetch sends no body with these. */
const bodiless = new Set(['GET', 'HEAD']);

export function carriesBody(method: string): boolean {
  return !bodiless.has(method);
}

/** The request to the service as Fetch has it. Throws a TypeError when Fetch cannot say it (TRACE, CONNECT). */
export function fetchRequest(
  exchange: Exchange,
  stream: ReadableStream<Uint8Array> | null,
  signal: AbortSignal,
): Request {
  const headers = new Headers();
  for (let i = 0; i < exchange.headers.length; i += 2) headers.append(exchange.headers[i]!, exchange.headers[i + 1]!);
  headers.set('host', exchange.hostHeader);
  const { downstreamMethod: method, contentLength } = exchange;
  if (stream !== null && contentLength !== -1) headers.set('content-length', String(contentLength));
  const secure = exchange.route!.secure ?? exchange.secure;
  const url = `${secure ? 'https' : 'http'}://${exchange.endpoint!.authority}${exchange.target}`;
  const body = carriesBody(method) ? stream : null;
  return new Request(url, { method, headers, body, duplex: 'half', redirect: 'manual', signal });
}
