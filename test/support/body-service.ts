import { atOnce, evenly, type Fingerprint, pauseAfter, readBody, sendBody } from './bodies.js';
import { type Service, startService } from './service.js';

/** A service of large and slow bodies. */
export interface BodyService extends Service {
  /** Requests that were not answered to their end yet. */
  inFlight(): number;
  /** What was sent for a path, once it was sent. */
  sent(path: string): Fingerprint | undefined;
}

/**
 * `POST /take?pause=ms&rate=n&think=ms` waits, reads the body (n bytes per second), waits, and answers with its fingerprint as JSON;
 * `GET /give?size=n&framing=length|chunks&piece=n&every=ms` answers with a body, in pieces of that size;
 * `POST /refuse` answers 413 before it reads; `GET /wait?ms=n` answers late.
 */
export async function startBodyService(): Promise<BodyService> {
  let inFlight = 0;
  const sent = new Map<string, Fingerprint>();
  const service = await startService(async (request, response) => {
    inFlight += 1;
    response.once('close', () => (inFlight -= 1));
    request.on('error', () => {});
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service');
    const number = (name: string): number => Number(searchParams.get(name) ?? 0);
    if (pathname === '/take') {
      const pace = number('rate') > 0 ? evenly(number('rate')) : atOnce;
      await pauseAfter(0, number('pause'))(0);
      const body = await readBody(request, pace).catch(() => null);
      await pauseAfter(0, number('think'))(0);
      response.end(JSON.stringify(body));
    } else if (pathname === '/give') {
      if (searchParams.get('framing') !== 'chunks') response.setHeader('content-length', number('size'));
      const every = number('every');
      const pace = every === 0 ? atOnce : () => new Promise<void>((resolve) => setTimeout(resolve, every));
      sent.set(request.url!, await sendBody(response, number('size'), pace, number('piece') || undefined));
    } else if (pathname === '/refuse') {
      response.writeHead(413, { 'content-length': 7 });
      response.end('too big');
    } else if (pathname === '/wait') {
      setTimeout(() => response.end('late'), number('ms'));
    } else response.end('ok');
  });
  return { ...service, inFlight: () => inFlight, sent: (path) => sent.get(path) };
}
