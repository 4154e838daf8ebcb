import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compiled } from '../compiled.js';
import { freePort, untilListening } from '../ports.js';
import { isInstalled, type Processes } from '../processes.js';
import type { Scenario } from '../scenario.js';
import { nginxBackend } from './nginx.js';

export interface Backend {
  readonly name: 'nginx' | 'uWebSockets.js';
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts what stands behind every contender of a scenario. */
export async function startBackend(scenario: Scenario, processes: Processes, cores: string | null): Promise<Backend> {
  const port = await freePort();
  const folder = join(processes.folder, `backend-${scenario.name}`);
  mkdirSync(folder, { recursive: true });
  const name = scenario.kind === 'http' && isInstalled('nginx') ? 'nginx' : 'uWebSockets.js';
  const command =
    name === 'nginx'
      ? nginxBackend(folder, port)
      : { program: process.execPath, args: [compiled('backend/uws-server.js'), `${port}`] };
  const running = processes.start(command, cores);
  await untilListening(port, running, name);
  return { name, port, pid: running.pid, stop: running.stop };
}
