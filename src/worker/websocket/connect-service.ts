import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { FailureName } from '../../shared/errors.js';
import type { WebSocketsPlan } from '../../shared/snapshot.js';
import { answerFields } from './answer-fields.js';
import type { Field, Handshake } from './contract.js';
import { writeMask } from './mask.js';
import { readRefusal } from './refusal.js';

/** How long a leg may take to answer a close, in milliseconds; then its socket is destroyed. */
const closeTimeout = 5000;
/** Milliseconds without traffic after which the system asks whether the service's host is still there. */
const keepAliveDelay = 60_000;

/** Exactly one of these is called, never during `connectService`, unless the connecting is aborted. */
export interface ConnectOutcome {
  /** The service has answered 101. Listeners must be on `service` when this returns: its first messages come right after. */
  connected(service: WebSocket, protocol: string, fields: readonly Field[]): void;
  refused(status: number, reason: string, headers: readonly Field[], body: Buffer): void;
  failed(failure: FailureName, detail: string): void;
}

/** Opens the leg to the service. Returns what gives up: nothing is called after that. */
export function connectService(handshake: Handshake, plan: WebSocketsPlan, outcome: ConnectOutcome): () => void {
  let settled = false;
  let protocol = '';
  let fields: readonly Field[] = [];
  let service: WebSocket;
  try {
    service = new WebSocket(handshake.url, serviceOptions(handshake, plan));
  } catch (error) {
    const soon = setImmediate(() => outcome.failed('connection', (error as Error).message));
    return () => clearImmediate(soon);
  }
  const timer = setTimeout(
    () => fail('handshakeTimedOut', `no answer within ${handshake.connectTimeout} ms`),
    handshake.connectTimeout,
  );

  /** True once; the connecting is over then. */
  const settle = () => {
    if (settled) return false;
    settled = true;
    clearTimeout(timer);
    return true;
  };
  const giveUp = () => {
    if (settle()) service.terminate();
  };
  const fail = (failure: FailureName, detail: string) => {
    if (!settle()) return;
    service.terminate();
    outcome.failed(failure, detail);
  };

  // Stays for the life of the socket: an error without a listener would end the process.
  service.on('error', (error) => fail('connection', error.message));
  service.once('upgrade', (response: IncomingMessage) => {
    protocol = response.headers['sec-websocket-protocol'] ?? '';
    fields = answerFields(response.rawHeaders);
    response.socket.setKeepAlive(true, keepAliveDelay);
    if (protocol !== '' && !handshake.protocols.includes(protocol)) {
      fail('connection', `the service chose the sub-protocol "${protocol}", which was not offered`);
    }
    // Checked above. ws would refuse a service that chooses none, which RFC 6455, 4.2.2 lets it do.
    delete response.headers['sec-websocket-protocol'];
  });
  service.once('unexpected-response', (_request: ClientRequest, response: IncomingMessage) => {
    readRefusal(response, (body, problem) => {
      if (body === null) {
        fail('connection', problem);
        return;
      }
      if (!settle()) return;
      service.terminate();
      outcome.refused(
        response.statusCode as number,
        response.statusMessage ?? '',
        answerFields(response.rawHeaders),
        body,
      );
    });
  });
  service.once('open', () => {
    if (settle()) outcome.connected(service, protocol, fields);
  });
  return giveUp;
}

function serviceOptions(handshake: Handshake, plan: WebSocketsPlan) {
  return {
    perMessageDeflate: false,
    followRedirects: false,
    // The client's pong goes back, not ours.
    autoPong: false,
    maxPayload: plan.maxMessage,
    // The size is bounded; a service may send it in as many pieces as it likes.
    maxFragments: 0,
    closeTimeout,
    generateMask: writeMask,
    rejectUnauthorized: !handshake.acceptAnyCertificate,
    ...(handshake.clientCertificate === null
      ? {}
      : { cert: handshake.clientCertificate.certificate, key: handshake.clientCertificate.key }),
    finishRequest: (request: ClientRequest) => writeRequest(request, handshake),
  };
}

function writeRequest(request: ClientRequest, handshake: Handshake): void {
  const target = requestTarget(handshake.url);
  // Node.js checks a path only where it is given to it; this one would go out as it is.
  if (/[^\x21-\x7e]/.test(target)) {
    request.destroy(new Error('the path holds a character that must be escaped'));
    return;
  }
  // ws has parsed the URL, and with that rewritten some characters of it.
  request.path = target;
  try {
    request.setHeader('Host', handshake.host);
    for (const [name, value] of handshake.headers) request.appendHeader(name, value);
    if (handshake.protocols.length > 0) request.setHeader('Sec-WebSocket-Protocol', handshake.protocols.join(', '));
    request.end();
  } catch (error) {
    request.destroy(error as Error);
  }
}

/** Path and query of a `ws://` or `wss://` URL as they stand there. */
function requestTarget(url: string): string {
  const authority = url.indexOf('//') + 2;
  const start = url.slice(authority).search(/[/?]/);
  if (start === -1) return '/';
  const target = url.slice(authority + start);
  return target.startsWith('?') ? `/${target}` : target;
}
