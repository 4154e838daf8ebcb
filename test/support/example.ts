import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';
import { type RunningGateway, startGateway } from './gateway.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** An example with `routing/echo.mjs` as its service. */
export interface RunningExample {
  readonly gateway: RunningGateway;
  stop(): Promise<void>;
}

/**
 * Runs `examples/{folder}/ocelot.json` with one worker, its service on a free port.
 *
 * @param edit what else is different from the file
 */
export async function startExample(folder: string, edit = (config: string): string => config): Promise<RunningExample> {
  const port = await freePort();
  const echo = fork(inRepository('examples/routing/echo.mjs'), [String(port)]);
  await once(echo, 'message');
  const config = readFileSync(inRepository(`examples/${folder}/ocelot.json`), 'utf8').replaceAll('5201', String(port));
  try {
    const gateway = await startGateway({ config: edit(config), workers: 1 });
    return {
      gateway,
      stop: async () => {
        await gateway.stop();
        echo.disconnect();
      },
    };
  } catch (error) {
    echo.disconnect();
    throw error;
  }
}
