import net from 'node:net';

export interface RawAnswer {
  /** All bytes the server sent, latin1. */
  text: string;
  /** The server ended the connection before the wait was over. */
  closed: boolean;
}

/** Milliseconds without another byte after which an answer counts as whole. */
const quiet = 80;

/** Sends bytes as they are and collects what comes back until the server closes, falls quiet, or `wait` milliseconds are over. */
export function raw(port: number, bytes: string | Buffer, wait = 300): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    let timer = setTimeout(() => finish(false), wait);
    const finish = (closed: boolean) => {
      clearTimeout(timer);
      socket.removeAllListeners('close').destroy();
      resolve({ text, closed });
    };
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
      clearTimeout(timer);
      timer = setTimeout(() => finish(false), quiet);
    });
    socket.on('error', () => {});
    socket.on('close', () => finish(true));
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  });
}
