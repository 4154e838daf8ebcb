import http, { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { type Fingerprint, readBody } from './bodies.js';

/** A request on a connection of its own, which is closed after it. */
export function open(port: number, method: string, path: string, headers: OutgoingHttpHeaders = {}): ClientRequest {
  const request = http.request({ port, host: '127.0.0.1', method, path, headers, agent: false });
  request.on('error', () => {});
  return request;
}

/** The head of the answer. Rejects when the connection ends before. */
export function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request
      .once('response', resolve)
      .once('error', reject)
      .once('close', () => reject(new Error('closed')));
  });
}

/** The body of an answer as text. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) text += chunk;
  return text;
}

/** What `POST /take` of the body service answered. */
export async function takenOf(request: ClientRequest): Promise<Fingerprint> {
  return JSON.parse(await textOf(await answerTo(request))) as Fingerprint;
}

/** Gets a body and forgets it. */
export async function fingerprintOf(port: number, path: string): Promise<Fingerprint> {
  const request = open(port, 'GET', path);
  request.end();
  return readBody(await answerTo(request));
}
