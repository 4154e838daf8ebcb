import type { WebSocket as ServiceSocket } from 'ws';
import type { WebSocketsPlan } from '../../shared/snapshot.js';
import type { WebSocket as ClientSocket } from '../server/uws.js';
import { readClientClose } from './client-close.js';
import { type CloseFrame, cutReason, isSendable } from './close-frame.js';
import type { TunnelEvents } from './contract.js';
import { IdleTimer } from './idle-timer.js';
import { readServiceClose, readServiceError } from './service-close.js';

/** Bytes that wait for the client before the service is paused; what a socket's own buffer holds comes on top. */
const mostToPause = 64 * 1024;

/** Options of `ws`; one object each, so that none is made per message. */
const text = { binary: false };
const binary = { binary: true };

/**
 * One WebSocket session: the client's leg (uWebSockets.js) and the service's (`ws`), and what passes between them.
 *
 *     connecting ──▶ open ──▶ closing ──▶ closed
 *         │ failed, refused, abort()         ▲
 *         └──────────────────────────────────┘
 *
 * It owns both legs. In `closing` nothing is relayed any more; each leg has a bounded time for its close handshake
 * (`ws`: 5 s, uWebSockets.js: about 4 s without progress), and `closed` follows when both are gone.
 */
export class Tunnel {
  #giveUp: (() => void) | null = null;
  #service: ServiceSocket | null = null;
  #client: ClientSocket<TunnelData> | null = null;
  #ending: { code: number; reason: string } | null = null;
  #idle: IdleTimer | null = null;
  #paused = false;
  /** Bytes of the message that found the queue to the service empty: it is on its way rather than waiting. */
  #underWay = 0;
  readonly #maxMessage: number;
  readonly #queueBytes: number;
  readonly #pauseAbove: number;
  readonly #idleTimeout: number | null;
  readonly #events: TunnelEvents;

  constructor(plan: WebSocketsPlan, events: TunnelEvents) {
    this.#maxMessage = plan.maxMessage;
    this.#queueBytes = plan.queueBytes;
    this.#pauseAbove = Math.min(plan.queueBytes, mostToPause);
    this.#idleTimeout = plan.idleTimeout;
    this.#events = events;
  }

  /** The client has left before it was answered: the service's leg ends too, and no event follows. */
  abort(): void {
    this.#giveUp?.();
    this.#giveUp = null;
  }

  /**
   * Ends the session from the gateway's side; before the client is accepted this is the failure `draining`.
   *
   * @param code one that may be sent (RFC 6455, 7.4.2), or 1001
   * @param reason is cut to 123 bytes
   */
  close(code: number, reason: string): void {
    if (this.#giveUp !== null) {
      this.abort();
      this.#events.failed('draining', reason);
      return;
    }
    const frame = { code: isSendable(code) ? code : 1001, reason: cutReason(reason) };
    if (!this.#begin(frame.code, frame.reason)) return;
    this.#closeService(frame);
    this.#closeClient(frame);
  }

  /** @param giveUp ends the connecting */
  connecting(giveUp: () => void): void {
    this.#giveUp = giveUp;
  }

  /** The handshake with the service has ended without a connection. */
  unconnected(): void {
    this.#giveUp = null;
  }

  /** The service's leg is there. Its listeners are set here; the client is accepted next, before the event loop turns. */
  connected(service: ServiceSocket): void {
    this.#giveUp = null;
    this.#service = service;
    service.on('message', (data, isBinary) => this.#onServiceMessage(data as Buffer, isBinary));
    service.on('ping', (data) => this.#onServicePing(data));
    // A service's pong answers a forwarded ping, which the client's server has answered already.
    service.on('error', (error) => this.#onServiceError(error));
    service.on('close', (code, reason) => this.#onServiceClose(code, reason.toString()));
  }

  /** The client's leg is there. */
  onClientOpen(client: ClientSocket<TunnelData>): void {
    // It was lost in the same moment: nothing may touch it.
    if (this.#ending !== null) return;
    this.#client = client;
    if (this.#idleTimeout !== null) {
      this.#idle = new IdleTimer(this.#idleTimeout, () => this.close(1001, 'idle for too long'));
    }
  }

  /** @param message valid during the call only: masking, which `ws` does at once, makes the one copy there is */
  onClientMessage(message: ArrayBuffer, isBinary: boolean): void {
    if (message.byteLength > this.#maxMessage) this.close(1009, 'message too big');
    else if (this.#mayRelay(message.byteLength)) this.#service?.send(message, isBinary ? binary : text);
  }

  /** uWebSockets.js has answered it; the service hears it too, so that a service that counts on pings sees them. */
  onClientPing(data: ArrayBuffer): void {
    // Back-pressure holds messages for the client to one over the mark; the answers to a client that pings and never
    // reads come on top.
    const waiting = this.#client?.getBufferedAmount() ?? 0;
    if (waiting > this.#maxMessage + this.#queueBytes) this.close(1013, 'the client is too slow');
    else if (this.#mayRelay(data.byteLength)) this.#service?.ping(data);
  }

  /** Answers a service's ping, or is one that nobody asked for (RFC 6455, 5.5.3); the service may want both. */
  onClientPong(data: ArrayBuffer): void {
    if (this.#mayRelay(data.byteLength)) this.#service?.pong(data);
  }

  onClientDrain(): void {
    if (this.#idle !== null) this.#idle.touched = true;
    if (!this.#paused || (this.#client?.getBufferedAmount() ?? 0) > this.#pauseAbove / 2) return;
    this.#paused = false;
    this.#service?.resume();
  }

  onClientClose(code: number, reason: string): void {
    this.#client = null;
    const ending = readClientClose(code, reason);
    if (this.#begin(ending.code, ending.reason)) this.#closeService(ending.toOther);
    this.#settle();
  }

  /** Whether so many bytes of the client may go to the service now; a queue that is full ends the session. */
  #mayRelay(bytes: number): boolean {
    const service = this.#service;
    // A service that has closed hears nothing more; #onServiceClose follows.
    if (this.#ending !== null || service === null || service.readyState !== service.OPEN) return false;
    if (this.#idle !== null) this.#idle.touched = true;
    const waiting = service.bufferedAmount;
    if (waiting === 0) this.#underWay = bytes;
    else if (waiting - this.#underWay > this.#queueBytes) {
      this.close(1013, 'the service is too slow');
      return false;
    }
    return true;
  }

  #onServiceMessage(data: Buffer, isBinary: boolean): void {
    if (this.#client === null || this.#ending !== null) return;
    this.#sent(this.#client.send(data, isBinary));
  }

  #onServicePing(data: Buffer): void {
    if (this.#client === null || this.#ending !== null) return;
    this.#sent(this.#client.ping(data));
  }

  /** @param result 1 sent, 0 waits in the queue, 2 dropped: never, as uWebSockets.js is given no limit */
  #sent(result: number): void {
    if (this.#idle !== null) this.#idle.touched = true;
    if (result === 1 || this.#paused || (this.#client?.getBufferedAmount() ?? 0) <= this.#pauseAbove) return;
    // What was read in one piece with this message still comes, at most 64 KB.
    this.#paused = true;
    this.#service?.pause();
  }

  #onServiceError(error: Error): void {
    const { code, reason, toOther } = readServiceError(error);
    if (this.#begin(code, reason)) this.#closeClient(toOther);
  }

  #onServiceClose(code: number, reason: string): void {
    const { toOther } = readServiceClose(code, reason);
    if (this.#begin(code, reason)) this.#closeClient(toOther);
    this.#service = null;
    this.#settle();
  }

  /** False when the session is ending already: the first to end it says why. */
  #begin(code: number, reason: string): boolean {
    if (this.#ending !== null) return false;
    this.#ending = { code, reason };
    this.#idle?.stop();
    return true;
  }

  #closeClient({ code, reason }: CloseFrame): void {
    // Calls onClientClose before it returns. The frame goes out behind all messages that wait.
    if (code === null) this.#client?.end();
    else this.#client?.end(code, reason);
  }

  #closeService({ code, reason }: CloseFrame): void {
    if (this.#service === null) return;
    if (code === null) this.#service.close();
    else this.#service.close(code, reason);
    // Else its own close frame would not be read.
    this.#service.resume();
  }

  /** Runs when a leg has gone; the second one to go makes the session closed. */
  #settle(): void {
    if (this.#client !== null || this.#service !== null || this.#ending === null) return;
    this.#events.closed(this.#ending.code, this.#ending.reason);
  }
}

/** What uWebSockets.js keeps with the client's socket. */
export interface TunnelData {
  readonly tunnel: Tunnel;
}
