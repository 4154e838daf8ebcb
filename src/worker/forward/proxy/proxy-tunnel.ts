import net from 'node:net';
import { Duplex } from 'node:stream';
import type { HttpProxy } from './http-proxy.js';

/** Longest head of a proxy's answer, in bytes. */
const maxHead = 16 * 1024;

/** Bytes to and from a service through the CONNECT of a proxy (RFC 9110, 9.3.6); what is written early waits for its answer. */
export class ProxyTunnel extends Duplex {
  readonly #socket: net.Socket;
  #head = '';
  #open = false;
  #early: { chunk: Buffer; done: (error?: Error | null) => void } | null = null;

  constructor(proxy: HttpProxy, host: string, port: number) {
    super();
    const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const authorization = proxy.authorization === null ? '' : `proxy-authorization: ${proxy.authorization}\r\n`;
    this.#socket = net.connect({ host: proxy.host, port: proxy.port, noDelay: true, keepAlive: true });
    this.#socket.write(`CONNECT ${place} HTTP/1.1\r\nhost: ${place}\r\n${authorization}\r\n`);
    this.#socket.on('data', (chunk) => this.#onData(chunk));
    this.#socket.on('end', () => {
      if (this.#open) this.push(null);
      else this.destroy(new Error('the proxy closed the connection'));
    });
    this.#socket.on('error', (error) => this.destroy(error));
    this.#socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#open) this.#socket.write(chunk, done);
    else this.#early = { chunk, done };
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #onData(chunk: Buffer): void {
    if (this.#open) {
      if (!this.push(chunk)) this.#socket.pause();
      return;
    }
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end === -1) {
      if (this.#head.length > maxHead) this.destroy(new Error('the proxy does not end its answer'));
      return;
    }
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(this.#head)?.[1];
    if (status === undefined || !status.startsWith('2')) {
      this.destroy(new Error(`the proxy answered ${status ?? 'something that is not HTTP/1'}`));
      return;
    }
    this.#open = true;
    const rest = this.#head.slice(end + 4);
    this.#head = '';
    if (this.#early !== null) this.#socket.write(this.#early.chunk, this.#early.done);
    this.#early = null;
    if (rest !== '') this.push(Buffer.from(rest, 'latin1'));
  }
}
