import { answerTo, open, textOf } from './http-client.js';
import { type Service, startService } from './service.js';

/** Answers with its version as it was when the request came: a later one than what a cache from before can have. */
export interface VersionedService extends Service {
  version: number;
  /** Requests so far. */
  calls: number;
  /** Before an answer, ms. */
  delay: number;
  /** Spaces after the version. */
  padding: number;
  status: number;
}

export async function startVersionedService(): Promise<VersionedService> {
  const state = { version: 1, calls: 0, delay: 0, padding: 0, status: 200 };
  const service = await startService((_, response) => {
    state.calls += 1;
    const body = String(state.version) + ' '.repeat(state.padding);
    const answer = () => response.writeHead(state.status).end(body);
    if (state.delay === 0) answer();
    else setTimeout(answer, state.delay);
  });
  return Object.assign(state, service);
}

/** The version in an answer of status 200 or 404, over a connection of its own: any worker of the host may get it. */
export async function versionOf(port: number, path: string): Promise<number> {
  // The same for all hosts, as behind a balancer: the URL is part of the key.
  const request = open(port, 'GET', path, { host: 'items.test' });
  request.end();
  const answer = await answerTo(request);
  const text = await textOf(answer);
  if (answer.statusCode !== 200 && answer.statusCode !== 404) throw new Error(`${answer.statusCode}: ${text}`);
  return Number(text);
}

/** So many requests that all workers of the host get some. */
export function versionsOf(port: number, path: string, count = 40): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, () => versionOf(port, path)));
}
