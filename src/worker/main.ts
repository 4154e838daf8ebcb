import pino from 'pino';
import type { FromWorker, ToWorker } from '../shared/control.js';
import { createLog } from '../shared/log.js';
import { logDescriptor, type WorkerArguments } from '../shared/worker-arguments.js';
import { Channel } from './channel.js';

/**
 * The worker process. Only its primary tells it what to do: pm2 and Ctrl-C signal the whole process tree, and a worker that
 * followed them would drop requests. When the primary is gone it drains and exits, so that it does not share the port with
 * the workers of the next primary.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const { drainTimeout, log: logSettings } = JSON.parse(process.argv[2]!) as WorkerArguments;

// Buffered; what is left is written when the process exits. Nobody may read any more once the primary is gone.
// Writes to a pipe stay whole up to 4096 bytes, and all processes of the gateway write to the same one.
const output = pino.destination({ fd: logDescriptor, sync: false, maxWrite: 4096 });
output.on('error', () => {});
process.stderr.on('error', () => {});
process.on('exit', () => {
  try {
    output.flushSync();
  } catch {
    // The reader is gone.
  }
});
const log = createLog(logSettings, 'worker', output);
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'worker ends: uncaught exception');
  process.exit(1);
});

// An extension may have started something that nobody waits for; what runs here otherwise leaves no rejection alone.
process.on('unhandledRejection', (error) =>
  log.error({ err: error }, 'a promise was rejected and nobody waited for it'),
);

const send = (message: FromWorker) => {
  // The callback keeps a channel that closes just now from being thrown; its end is handled below.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};

try {
  // Not a static import: without a binary for this Node the module throws, and the primary must hear why.
  const { createGatewayServer } = await import('./server/gateway-server.js');
  const channel = new Channel(createGatewayServer(log), send, (code) => process.exit(code));
  process.on('message', (message) => channel.receive(message as ToWorker));
  const orphaned = () => channel.drain(drainTimeout, 1001);
  process.on('disconnect', orphaned);
  if (!process.connected) orphaned();
  send({ type: 'hello' });
} catch (error) {
  // The primary ends this process once it has read the message.
  send({ type: 'start.failed', reason: (error as Error).message });
  process.on('disconnect', () => process.exit(1));
  if (!process.connected) process.exit(1);
}
