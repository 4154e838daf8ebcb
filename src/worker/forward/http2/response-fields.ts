import { STATUS_CODES } from 'node:http';
import { ResponseHead } from '../response-head.js';

/** Not for the client: fields of a connection (RFC 9113, 8.2.2), and `Date`, which the front writes. */
const dropped = new Set([
  'connection',
  'date',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The head of an answer out of name, value, name, value, …
 *
 * @returns or what is wrong with it
 */
export function responseHead(fields: readonly string[]): ResponseHead | string {
  const head = new ResponseHead();
  const lines: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    const value = fields[i + 1] as string;
    if (name === ':status') head.status = Number(value);
    else if (name.startsWith(':') || dropped.has(name)) continue;
    else if (name === 'content-length') {
      if (head.contentLength !== -1 || !/^[0-9]{1,15}$/.test(value)) return 'an invalid or repeated Content-Length';
      head.contentLength = Number(value);
    } else if (/[\0\r\n]/.test(value)) return `a control character in ${name}`;
    else lines.push(`${name}: ${value}`);
  }
  if (!(head.status >= 200 && head.status <= 999)) return `the status ${head.status}`;
  head.statusLine = `${head.status} ${STATUS_CODES[head.status] ?? 'Unknown'}`;
  head.fields = lines.join('\r\n');
  return head;
}
