import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** One client connection on which messages go back and forth. */
export interface EchoConnection {
  /** Sends the first message; each echo sends the next. */
  start(): void;
  close(): void;
}

export interface EchoEvents {
  /** A message came back whole; latency in ms. */
  echoed(latency: number): void;
  /** The handshake was refused, or the connection ended while open. Told once. */
  failed(): void;
}

/**
 * Opens a WebSocket over a bare socket: the same masked frame is sent each time and the echo is only counted in bytes,
 * which costs the client less than any library, so that the gateway is what is seen. `null` when it was refused.
 */
export function openEcho(
  port: number,
  path: string,
  bytes: number,
  events: EchoEvents,
): Promise<EchoConnection | null> {
  return new Promise((resolve) => {
    const frame = maskedText(bytes);
    // An unmasked frame is four bytes of mask shorter (RFC 6455, section 5.2).
    const echoLength = frame.length - 4;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let received = 0;
    let closing = false;

    const send = () => {
      sentAt = performance.now();
      socket.write(frame);
    };
    const fail = () => {
      if (closing) return;
      closing = true;
      events.failed();
      socket.destroy();
      resolve(null);
    };
    const onEcho = (chunk: Buffer) => {
      received += chunk.length;
      if (received < echoLength) return;
      received -= echoLength;
      events.echoed(performance.now() - sentAt);
      send();
    };
    const close = () => {
      closing = true;
      socket.destroy();
    };

    socket.once('connect', () => socket.write(handshake(port, path)));
    socket.once('error', fail);
    socket.once('close', fail);
    readHead(socket, (head) => {
      if (!head.startsWith('HTTP/1.1 101')) return fail();
      socket.on('data', onEcho);
      resolve({ start: send, close });
    });
  });
}

function handshake(port: number, path: string): string {
  const key = randomBytes(16).toString('base64');
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Version: 13',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Calls back with everything up to the empty line. No service speaks first, so nothing follows it. */
function readHead(socket: Socket, done: (head: string) => void): void {
  let head = '';
  const read = (chunk: Buffer) => {
    head += chunk.toString('latin1');
    if (!head.includes('\r\n\r\n')) return;
    socket.off('data', read);
    done(head);
  };
  socket.on('data', read);
}

/** A final text frame with a mask of zeros, which leaves the payload as it is. For payloads of 126 bytes to 64 KB. */
function maskedText(bytes: number): Buffer {
  const header = Buffer.alloc(8);
  header[0] = 0x81;
  header[1] = 0x80 | 126;
  header.writeUInt16BE(bytes, 2);
  return Buffer.concat([header, Buffer.alloc(bytes, 'x')]);
}
