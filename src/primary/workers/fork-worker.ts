import { type ChildProcess, fork } from 'node:child_process';
import cluster from 'node:cluster';
import type { BackplanePlan } from '../../shared/backplane/plan.js';
import { logDescriptor, type WorkerArguments } from '../../shared/worker-arguments.js';

/** What a worker gets when it is forked; a change reaches the workers with the next rolling restart. */
export interface WorkerSettings {
  /** `Gateway.Limits.HeaderBytes`. */
  readonly headerBytes: number;
  readonly arguments: WorkerArguments;
  readonly backplane: BackplanePlan;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Forks one worker process.
 *
 * Under pm2's cluster mode `process.stdout.write` is what reaches the log files and descriptor 1 belongs to pm2's daemon,
 * so there the worker's output passes through the primary. Elsewhere it goes out directly.
 *
 * The log has a descriptor of its own: uWebSockets.js prints to descriptor 1 when it is given a server name.
 */
export function forkWorker(entry: string, settings: WorkerSettings, env: Environment): ChildProcess {
  const output = cluster.isWorker ? 'pipe' : 'inherit';
  const child = fork(entry, [JSON.stringify(settings.arguments)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', output, 'ipc', output === 'pipe' ? 'pipe' : 1],
    // uWebSockets.js reads the variable when it is loaded, so it must be there from the start.
    env: { ...env, UWS_HTTP_MAX_HEADERS_SIZE: String(settings.headerBytes) },
    // A debugger port is one per process.
    execArgv: process.execArgv.filter((argument) => !argument.startsWith('--inspect')),
  });
  if (output === 'pipe') child.stdio[logDescriptor]?.on('data', (chunk: Buffer) => process.stdout.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  return child;
}
