// A small service with a page and a WebSocket: what one visitor writes, all of them read.
import { readFileSync } from 'node:fs';
import { WebSocket, WebSocketServer } from 'ws';
import { serve } from './serve.mjs';

const page = readFileSync(new URL('chat.html', import.meta.url));

const server = serve('chat', 5102, (request, response) => {
  if (request.url === '/chat.html') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  } else if (request.url === '/whoami') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"servedBy":"chat"}\n');
  } else {
    response.writeHead(404).end();
  }
});

const sockets = new WebSocketServer({ server, path: '/socket', maxPayload: 64 * 1024 });
sockets.on('connection', (socket) => {
  socket.on('error', () => socket.terminate());
  socket.on('message', (data, isBinary) => {
    for (const one of sockets.clients) {
      if (one.readyState === WebSocket.OPEN) one.send(data, { binary: isBinary });
    }
  });
  socket.send('Welcome. Open this page twice and write something.');
});
