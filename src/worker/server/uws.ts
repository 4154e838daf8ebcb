/**
 * The one place that loads uWebSockets.js.
 *
 * Two packages answer to that name: the repack of this project's lock file (ESM, named exports, Node 18, 20, 21, 22) and
 * the official one on GitHub (CommonJS, newer Node versions). Both are adapted here.
 */
type Uws = typeof import('uWebSockets.js');

export type {
  HttpRequest,
  HttpResponse,
  TemplatedApp,
  us_listen_socket,
  us_socket_context_t,
  WebSocket,
  WebSocketBehavior,
} from 'uWebSockets.js';

export const uws: Uws = await load();

async function load(): Promise<Uws> {
  try {
    const module = (await import('uWebSockets.js')) as Uws & { default?: Uws };
    const loaded = (module.default ?? module) as Uws & { _cfg(option: string): void };
    // Not documented: answers do not carry the `uWebSockets: 20` field.
    loaded._cfg('999999990007');
    return loaded;
  } catch (error) {
    throw new Error(
      `uWebSockets.js has no binary for Node ${process.version} on ${process.platform} ${process.arch}. ` +
        'Run Margay on Node 20 or 22, or install the official package, which knows newer versions: ' +
        'npm i uWebSockets.js@github:uNetworking/uWebSockets.js#v20.51.0',
      { cause: error },
    );
  }
}
