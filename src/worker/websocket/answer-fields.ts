import type { Field } from './contract.js';

/** What the gateway writes itself, or what belongs to the connection to the service (RFC 9110, 7.6.1; RFC 6455, 4.2.2). */
const own = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-connection',
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The fields of a service's answer to a handshake that go on to the client, in order, `Set-Cookie` line by line.
 *
 * @param raw names and values in turn, as `IncomingMessage.rawHeaders` has them
 */
export function answerFields(raw: readonly string[]): Field[] {
  const hopByHop = connectionOptions(raw);
  const fields: Field[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const lower = name.toLowerCase();
    if (!own.has(lower) && !hopByHop.has(lower)) fields.push([name, raw[i + 1] as string]);
  }
  return fields;
}

function connectionOptions(raw: readonly string[]): Set<string> {
  const options = new Set<string>();
  for (let i = 0; i < raw.length; i += 2) {
    if ((raw[i] as string).toLowerCase() !== 'connection') continue;
    for (const option of (raw[i + 1] as string).toLowerCase().split(',')) options.add(option.trim());
  }
  return options;
}
