import { uws } from '../../src/worker/server/uws.js';
import { oneMegabyte, smallJson, tenKilobytes } from '../payload.js';

// The backend where nginx is not installed, and always for WebSockets. Its port is the only argument.
const port = Number(process.argv[2]);

const app = uws.App();
app.get('/bench/10k', (res) => void res.end(tenKilobytes));
app.get('/bench/1m', (res) => void res.end(oneMegabyte));
app.ws('/bench/ws', {
  maxPayloadLength: 1024 * 1024,
  maxBackpressure: 16 * 1024 * 1024,
  idleTimeout: 0,
  message: (socket, message, isBinary) => void socket.send(message, isBinary),
});
app.any('/*', (res, req) => {
  const answer = () => res.writeHeader('content-type', 'application/json').end(smallJson);
  if (req.getCaseSensitiveMethod() !== 'POST') return void answer();
  res.onAborted(() => {});
  res.onData((_chunk, isLast) => {
    if (isLast) res.cork(answer);
  });
});
app.listen('127.0.0.1', port, (socket) => {
  if (!socket) process.exit(1);
});
