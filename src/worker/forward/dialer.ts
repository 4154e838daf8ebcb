import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Origin, OriginTls } from './origin.js';
import { ProxyTunnel } from './proxy/proxy-tunnel.js';

/** One read buffer for all connections of the process: what is read is used up before the next read begins. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Opens the sockets of one pool; over TLS a later one resumes the session of an earlier one. */
export class Dialer {
  readonly #origin: Origin;
  readonly #protocols: readonly string[];
  #session: Buffer | null = null;
  readonly #context: tls.SecureContext | null;

  /** `protocols`: what is offered by ALPN, `h2` and `http/1.1`. */
  constructor(origin: Origin, protocols: readonly string[]) {
    this.#origin = origin;
    this.#protocols = protocols;
    const certificate = origin.tls?.clientCertificate ?? null;
    this.#context =
      certificate === null ? null : tls.createSecureContext({ cert: certificate.certificate, key: certificate.key });
  }

  /** A socket whose bytes go to `take`, which uses them up before it returns; `false` stops reading. */
  open(take: (input: Buffer) => boolean): net.Socket {
    const { host, port, tls: secured, proxy } = this.#origin;
    const onread = { buffer: readBuffer, callback: (length: number) => take(readBuffer.subarray(0, length)) };
    const options = { noDelay: true, keepAlive: true, onread };
    if (secured === null) {
      return proxy === null
        ? net.connect({ host, port, ...options })
        : net.connect({ host: proxy.host, port: proxy.port, ...options });
    }
    if (proxy === null) return this.#secure(secured, { host, port, ...options });
    // Node.js ignores `onread` on top of another stream.
    return this.#secure(secured, { socket: this.#tunnel() }).on('data', take);
  }

  /** The same for HTTP/2: a stream to read from, through the proxy as a tunnel in any case. */
  openStream(): Duplex {
    const { host, port, tls: secured, proxy } = this.#origin;
    const options = { host, port, noDelay: true, keepAlive: true };
    if (secured !== null) return this.#secure(secured, proxy === null ? options : { socket: this.#tunnel() });
    return proxy === null ? net.connect(options) : this.#tunnel();
  }

  #tunnel(): Duplex {
    const { host, port, proxy } = this.#origin;
    return new ProxyTunnel(proxy!, host, port);
  }

  #secure(secured: OriginTls, options: tls.ConnectionOptions): tls.TLSSocket {
    const { host } = this.#origin;
    const socket = tls.connect({
      ...options,
      host,
      ALPNProtocols: [...this.#protocols],
      rejectUnauthorized: !secured.acceptAnyCertificate,
      // RFC 6066, 3: a server name is never an address.
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      ...(this.#session === null ? {} : { session: this.#session }),
      ...(this.#context === null ? {} : { secureContext: this.#context }),
    });
    options.socket?.on('error', (error) => socket.destroy(error));
    socket.on('session', (session) => {
      this.#session = session;
    });
    return socket;
  }
}
