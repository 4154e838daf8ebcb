import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

/** A TCP proxy to 127.0.0.1 that can make the network bad. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that were opened so far. */
  readonly accepted: number;
  /** What passes from now on takes `ms` longer, each way. */
  delay(ms: number): void;
  /** Nothing passes any more and nothing is closed, as with a pulled cable; `false` lets it all through. */
  stall(stalled: boolean): void;
  /** Nothing passes any more on the connections that are open, and nothing is closed: the network has forgotten them. */
  abandon(): void;
  /** Closes every connection and refuses new ones; `false` accepts them again. */
  cut(isCut: boolean): void;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const abandoned = new WeakSet<Socket>();
  const waiting: (() => void)[] = [];
  let delay = 0;
  let stalled = false;
  let isCut = false;
  let accepted = 0;

  const pass = (late: (() => void)[], write: () => void): void => {
    if (stalled) waiting.push(write);
    else if (delay === 0 && late.length === 0) write();
    else {
      // What was sent first arrives first, however short the delay has become meanwhile.
      late.push(write);
      setTimeout(() => late.shift()!(), delay);
    }
  };
  const join = (from: Socket, to: Socket): void => {
    const late: (() => void)[] = [];
    sockets.add(from);
    from.on('data', (chunk) => pass(late, () => abandoned.has(from) || to.write(chunk)));
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      if (!abandoned.has(from)) to.destroy();
    });
  };
  const server = createServer((client) => {
    accepted += 1;
    if (isCut) {
      client.destroy();
      return;
    }
    const service = createConnection(targetPort, '127.0.0.1');
    join(client, service);
    join(service, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    get accepted() {
      return accepted;
    },
    delay: (ms) => {
      delay = ms;
    },
    stall: (now) => {
      stalled = now;
      if (!now) for (const write of waiting.splice(0)) write();
    },
    abandon: () => {
      for (const socket of sockets) abandoned.add(socket);
    },
    cut: (now) => {
      isCut = now;
      if (now) for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
