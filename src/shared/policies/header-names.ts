/** Which way a header goes: to the service, or back to the client. */
export type Direction = 'request' | 'response';

/** RFC 9110, 5.6.2. */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}

const hopByHop = [
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Framing and what belongs to one connection; on requests also what Ocelot does not send. */
const owned: Readonly<Record<Direction, ReadonlySet<string>>> = {
  request: new Set([...hopByHop, 'host', 'expect', 'allow', 'expires', 'last-modified']),
  response: new Set([...hopByHop, 'date']),
};

/** Headers that the gateway writes itself or never sends, so that nobody else can set them. */
export function isOwnHeader(name: string, direction: Direction): boolean {
  const lower = name.toLowerCase();
  return owned[direction].has(lower) || lower.startsWith('sec-websocket-');
}

const aboutBody = new Set([
  'content-type',
  'content-language',
  'content-location',
  'content-range',
  'content-md5',
  'content-disposition',
  'content-encoding',
]);

/** Describes a body: goes to a service only with one (Ocelot: request mapping). */
export function describesBody(name: string): boolean {
  return aboutBody.has(name.toLowerCase());
}

/** What Ocelot counts among the headers of a body in an answer: an added one goes before the service's there. */
export function isBodyHeader(name: string): boolean {
  return describesBody(name) || ['allow', 'expires', 'last-modified'].includes(name.toLowerCase());
}
