import { freePort, untilListening } from '../ports.js';
import type { Processes, Running } from '../processes.js';

/** An empty Redis without persistence, on the cores of the load. */
export async function startRedis(
  processes: Processes,
  cores: string | null,
): Promise<{ readonly port: number; readonly running: Running }> {
  const port = await freePort();
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const running = processes.start({ program: 'redis-server', args }, cores);
  await untilListening(port, running, 'redis-server');
  return { port, running };
}
