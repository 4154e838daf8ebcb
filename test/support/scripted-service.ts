import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { startService } from './service.js';

/** A status with the text `STATUS` as body, no answer at all, a connection that is cut, or anything else. */
export type Turn = number | 'hang' | 'reset' | RequestListener;

/** A service that answers its requests by a script; the last line of it goes for all that follow. */
export interface ScriptedService {
  readonly port: number;
  /** `METHOD URL BODY` of the requests so far, as they came whole. */
  readonly requests: readonly string[];
  /** Answers that nobody got yet. */
  readonly hanging: readonly ServerResponse[];
  close(): Promise<void>;
}

export async function startScripted(...script: readonly Turn[]): Promise<ScriptedService> {
  const requests: string[] = [];
  const hanging: ServerResponse[] = [];
  const service = await startService((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => answer(request, response, body));
  });
  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const turn = script[Math.min(requests.length, script.length - 1)]!;
    requests.push(`${request.method} ${request.url} ${body}`.trim());
    if (turn === 'hang') hanging.push(response);
    else if (turn === 'reset') request.socket.destroy();
    else if (typeof turn === 'number') response.writeHead(turn).end(String(turn));
    else turn(request, response);
  };
  return { port: service.port, requests, hanging, close: () => service.close() };
}
