import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningGateway } from './gateway.js';
import { until } from './until.js';

const script = `
import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
process.on('SIGUSR2', () => {
  collect();
  const file = 'heap-' + process.pid;
  writeFileSync(file + '.new', String(process.memoryUsage().heapUsed));
  renameSync(file + '.new', file);
});`;

/** Environment of a gateway whose heap is to be measured. */
export const heapEnv = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(script)}` };

/** @returns bytes that one process of the gateway holds after a garbage collection */
export async function heapOf({ folder }: RunningGateway, pid: number): Promise<number> {
  const file = join(folder, `heap-${pid}`);
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  await until('the heap is measured', () => existsSync(file));
  return Number(readFileSync(file, 'utf8'));
}
