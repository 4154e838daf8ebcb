import { STATUS_CODES } from 'node:http';
import type { ResponseHead } from '../response-head.js';

/** RFC 9112, 4 and 5: a status line and field lines, each ended by CRLF; no folded lines, no control characters. */
const wellFormed =
  /^HTTP\/1\.[01] [1-9][0-9]{2}(?: [\t\x20-\x7e\x80-\xff]*)?\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;

/** `HTTP/1.1 200 OK` by what follows `HTTP/1.`: the few that nearly every answer has. */
const statusLines = new Map<string, string>();

/**
 * Reads the head of an answer: the framing, and the lines that may go on to the client. Dropped are hop-by-hop fields
 * (RFC 9110, 7.6.1), the framing (written anew) and `Date` (the front writes its own, and there must be one).
 *
 * @param text the head up to and with the CRLF before the empty line, latin1
 * @returns what is wrong with it, `null` when nothing is
 */
export function parseResponseHead(text: string, head: ResponseHead): string | null {
  if (!wellFormed.test(text)) return 'a malformed response head';
  const firstEnd = text.indexOf('\r\n');
  readStatusLine(text.slice(0, firstEnd), head);
  head.contentLength = -1;
  head.chunked = false;
  head.keepAlive = text.charCodeAt(7) === 49; // HTTP/1.1
  let fields = '';
  let kept = firstEnd + 2;
  let listed: string | null = null;
  for (let start = kept; start < text.length; ) {
    const end = text.indexOf('\r\n', start);
    const colon = text.indexOf(':', start);
    const action = classify(text, start, colon);
    if (action !== keep) {
      if (start > kept) fields += text.slice(kept, start);
      kept = end + 2;
      if (action !== drop) {
        const value = text.slice(colon + 1, end).trim();
        if (action === contentLength) {
          if (head.contentLength !== -1 || !/^[0-9]{1,15}$/.test(value)) return 'an invalid or repeated Content-Length';
          head.contentLength = Number(value);
        } else if (action === transferEncoding) {
          if (head.chunked || value.toLowerCase() !== 'chunked') return `Transfer-Encoding ${value}`;
          head.chunked = true;
        } else listed = listed === null ? value : `${listed},${value}`;
      }
    }
    start = end + 2;
  }
  if (kept < text.length) fields += text.slice(kept);
  if (head.chunked && head.contentLength !== -1) return 'both Content-Length and Transfer-Encoding';
  if (listed !== null) fields = applyConnection(listed, fields, head);
  head.fields = fields.length === 0 ? '' : fields.slice(0, -2);
  return null;
}

function readStatusLine(line: string, head: ResponseHead): void {
  const rest = line.slice(9);
  let statusLine = statusLines.get(rest);
  head.status = Number(rest.slice(0, 3));
  if (statusLine === undefined) {
    statusLine = rest.length > 4 ? rest : `${head.status} ${STATUS_CODES[head.status] ?? 'Unknown'}`;
    if (statusLines.size < 64) statusLines.set(rest, statusLine);
  }
  head.statusLine = statusLine;
}

const keep = 0;
const drop = 1;
const contentLength = 2;
const transferEncoding = 3;
const connection = 4;

/** What to do with the field whose name stands in `text` from `start` to `colon`; the length rules most names out. */
function classify(text: string, start: number, colon: number): number {
  switch (colon - start) {
    case 2:
    case 4:
    case 7:
    case 10:
    case 14:
    case 16:
    case 17:
    case 18:
      break;
    default:
      return keep;
  }
  switch (text.slice(start, colon).toLowerCase()) {
    case 'content-length':
      return contentLength;
    case 'transfer-encoding':
      return transferEncoding;
    case 'connection':
      return connection;
    case 'te':
    case 'date':
    case 'trailer':
    case 'upgrade':
    case 'keep-alive':
    case 'proxy-connection':
    case 'proxy-authenticate':
      return drop;
    default:
      return keep;
  }
}

/** `Connection` decides about reuse and names further hop-by-hop fields. */
function applyConnection(listed: string, fields: string, head: ResponseHead): string {
  const names = listed
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  if (names.includes('close')) head.keepAlive = false;
  else if (names.includes('keep-alive')) head.keepAlive = true;
  const others = names.filter((name) => name !== '' && name !== 'close' && name !== 'keep-alive');
  if (others.length === 0) return fields;
  return fields.replace(/[^:]*:[^\n]*\n/g, (line) =>
    others.includes(line.slice(0, line.indexOf(':')).toLowerCase()) ? '' : line,
  );
}
