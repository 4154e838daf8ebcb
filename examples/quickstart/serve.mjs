import { createServer } from 'node:http';

/** An HTTP server on 127.0.0.1 that lives as long as the process which forked it. Exits with 1 when the port is taken. */
export function serve(name, port, handler) {
  const server = createServer(handler);
  server.on('error', (error) => {
    console.error(`The demo service "${name}" cannot listen on port ${port}: ${error.code ?? error.message}`);
    process.exit(1);
  });
  server.listen(port, '127.0.0.1', () => process.send?.('ready'));
  if (process.send) {
    // Ctrl-C reaches every process of the terminal; the gateway still needs its services while it drains.
    process.on('SIGINT', () => {});
    process.on('disconnect', () => process.exit(0));
  }
  return server;
}
