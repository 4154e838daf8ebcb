import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A service that speaks raw bytes. */
export interface RawService {
  readonly port: number;
  /** What each connection sent so far, latin1, in the order of the connections. */
  readonly received: string[];
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

/** @param onData called with the socket, everything it sent so far, and its number; typically writes an answer */
export async function startRawService(
  onData: (socket: Socket, text: string, connection: number) => void,
): Promise<RawService> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    const connection = received.push('') - 1;
    sockets.add(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      const text = `${received[connection]}${chunk}`;
      received[connection] = text;
      onData(socket, text, connection);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received,
    sockets,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
