import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program to start. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Running {
  readonly pid: number;
  /** The end of what it printed. */
  log(): string;
  ended(): boolean;
  stop(): Promise<void>;
}

/**
 * Owns every process of a benchmark: each runs in a process group of its own, so that Ctrl-C reaches only the benchmark,
 * which then ends all of them, and nothing outlives it.
 */
export class Processes {
  readonly folder = mkdtempSync(join(tmpdir(), 'margay-bench-'));
  readonly #groups = new Set<number>();
  #started = 0;

  constructor() {
    process.once('exit', () => this.#killAll());
    for (const [signal, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      process.once(signal, () => process.exit(status));
    }
  }

  /** Starts a program on these cores; its output goes to a log file. */
  start(command: Command, cores: string | null): Running {
    this.#started += 1;
    const logFile = join(this.folder, `process-${this.#started}.log`);
    const output = openSync(logFile, 'a');
    const child = this.#spawn(command, cores, ['ignore', output, output]);
    closeSync(output);
    return {
      pid: child.pid!,
      log: () => readFileSync(logFile, 'utf8').slice(-2000),
      ended: () => hasEnded(child),
      stop: () => this.#stop(child),
    };
  }

  /** Runs a program to its end and returns what it printed. Throws when it fails or takes longer than `timeout` ms. */
  async run(command: Command, cores: string | null, timeout: number): Promise<string> {
    const child = this.#spawn(command, cores, ['ignore', 'pipe', 'pipe']);
    const timer = setTimeout(() => killGroup(child.pid!, 'SIGKILL'), timeout);
    let output = '';
    let errors = '';
    child.stdout!.on('data', (chunk) => (output += chunk));
    child.stderr!.on('data', (chunk) => (errors += chunk));
    const status = await new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
    clearTimeout(timer);
    if (status !== 0) throw new Error(`${command.program} ended with ${status}: ${(errors || output).slice(-2000)}`);
    return output;
  }

  /** Ends what still runs and removes the folder. */
  close(): void {
    this.#killAll();
  }

  #spawn(command: Command, cores: string | null, stdio: ['ignore', number | 'pipe', number | 'pipe']): ChildProcess {
    const pinned = cores === null ? [] : ['taskset', '-c', cores];
    const [program, ...args] = [...pinned, command.program, ...command.args];
    const child = spawn(program!, args, { stdio, detached: true, env: { ...process.env, ...command.env } });
    child.once('error', () => {});
    if (child.pid === undefined) throw new Error(`Cannot start ${command.program}`);
    const group = child.pid;
    this.#groups.add(group);
    child.once('exit', () => this.#groups.delete(group));
    return child;
  }

  async #stop(child: ChildProcess): Promise<void> {
    if (hasEnded(child)) return;
    child.kill('SIGTERM');
    for (let waited = 0; waited < 5000 && !hasEnded(child); waited += 20) await sleep(20);
    killGroup(child.pid!, 'SIGKILL');
  }

  #killAll(): void {
    for (const group of this.#groups) killGroup(group, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a program is on PATH. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended.
  }
}
