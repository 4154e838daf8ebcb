import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, untilListening } from '../ports.js';
import type { Command, Processes, Running } from '../processes.js';
import type { Place } from './contender.js';

/** Starts a contender with a folder and ports of its own, and waits until it listens. */
export async function startContender(
  name: string,
  launch: (place: Place) => Command,
  place: Omit<Place, 'folder' | 'port' | 'adminPort'>,
  processes: Processes,
  cores: string | null,
): Promise<{ readonly port: number; readonly running: Running }> {
  const folder = join(processes.folder, `${place.scenario.name}-${name.replace(/\W+/g, '-')}`);
  mkdirSync(folder, { recursive: true });
  const [port, adminPort] = [await freePort(), await freePort()];
  const running = processes.start(launch({ ...place, folder, port, adminPort }), cores);
  await untilListening(port, running, name);
  return { port, running };
}
