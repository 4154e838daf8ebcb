import { type Dispatcher, request } from 'undici';
import { parseExactly } from './parse-exactly.js';

export interface JsonRequest {
  readonly url: string;
  /** Milliseconds for the whole answer. */
  readonly timeout: number;
  /** Largest answer in bytes. */
  readonly maxBytes: number;
  /** Sent by POST as a form; `null`: GET. */
  readonly form: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** The JSON object that a provider answers with. Redirects are not followed. Throws when it answers anything else, or not in time. */
export async function getJson(
  { url, timeout, maxBytes, form, headers }: JsonRequest,
  dispatcher: Dispatcher,
): Promise<Readonly<Record<string, unknown>>> {
  const signal = AbortSignal.timeout(timeout);
  const { statusCode, body } = await request(url, {
    dispatcher,
    signal,
    method: form === null ? 'GET' : 'POST',
    body: form,
    headers: {
      accept: 'application/json',
      ...(form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
  });
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early ends the connection.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (statusCode !== 200) throw new Error(`${url} answers ${statusCode}`);
    if (size > maxBytes) throw new Error(`${url} answers with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  if (statusCode !== 200) throw new Error(`${url} answers ${statusCode}`);
  const value = parse(Buffer.concat(chunks).toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${url} answers with something else than a JSON object`);
  return value as Record<string, unknown>;
}

/** Without the parser's message, which quotes the text. */
function parse(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return null;
  }
}
