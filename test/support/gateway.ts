import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** The built command line. `npm test` builds it first. */
export const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface GatewayOptions {
  /** Written to `ocelot.json` in a folder of its own; a string is written as it is. Without `Gateway.Listeners` a free port is used. */
  readonly config: ConfigObject | string;
  /** Further arguments of `margay start`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: 1, or what the configuration says. */
  readonly workers?: number;
  /** Listen here instead of on a free port. */
  readonly port?: number;
  readonly adminPort?: number;
  /** Do not wait until every worker listens. */
  readonly noWait?: boolean;
}

/** A configuration as a test writes it. */
export interface ConfigObject {
  readonly Routes?: readonly object[];
  readonly Gateway?: {
    readonly Listeners?: readonly object[];
    readonly Workers?: number | string;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly process: 'primary' | 'worker';
  readonly pid: number;
  readonly [field: string]: unknown;
}

export interface Status {
  readonly status: string;
  readonly snapshot: number;
  readonly workers: { readonly ready: number; readonly wanted: number };
  readonly processes: readonly { readonly pid: number; readonly state: string; readonly snapshot: number | null }[];
}

/** A gateway of real processes. */
export interface RunningGateway {
  readonly port: number;
  readonly adminPort: number;
  /** `http://127.0.0.1:{port}` */
  readonly url: string;
  /** Write here to reload. */
  readonly configFile: string;
  readonly folder: string;
  readonly child: ChildProcess;
  /** Resolves with the exit code of the primary, or the name of the signal that ended it. */
  readonly exited: Promise<number | string>;
  /** Everything on stdout so far. */
  log(): string;
  /** stdout as objects; lines that are no JSON are left out. */
  lines(): LogLine[];
  stderr(): string;
  /** Processes of the gateway: the workers that are ready. */
  pids(): Promise<number[]>;
  /** `GET /status` of the admin port. */
  status(): Promise<Status>;
  signal(name: NodeJS.Signals): void;
  /** SIGTERM and wait. Resolves with the exit code. */
  stop(): Promise<number | string>;
  /** SIGKILL to the primary and wait; its workers drain by themselves. */
  kill(): Promise<void>;
}

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Boots the built gateway and waits until every worker listens. Rejects with its output when it ends before. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'margay-test-'));
  const configFile = join(folder, 'ocelot.json');
  const { config } = options;
  writeFileSync(configFile, typeof config === 'string' ? config : JSON.stringify(config, null, 2));
  const port = options.port ?? (await freePort());
  const adminPort = options.adminPort ?? (await freePort());
  const gateway = typeof config === 'string' ? undefined : config.Gateway;
  const workers = options.workers ?? (gateway?.Workers === undefined ? 1 : null);
  const child = spawn(
    process.execPath,
    [
      ...[cli, 'start', '--config', configFile, '--admin-port', String(adminPort)],
      ...(gateway?.Listeners === undefined ? ['--host', '127.0.0.1', '--port', String(port)] : []),
      ...(workers === null ? [] : ['--workers', String(workers)]),
      ...(options.args ?? []),
    ],
    { cwd: folder, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  alive.add(child);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk));
  let ended = false;
  const exited = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = true;
      alive.delete(child);
      resolve(code ?? signal ?? -1);
    });
  });
  const running: RunningGateway = {
    port,
    adminPort,
    url: `http://127.0.0.1:${port}`,
    configFile,
    folder,
    child,
    exited,
    log: () => out,
    lines: () => parse(out),
    stderr: () => err,
    pids: async () => {
      const { processes } = await running.status();
      return processes.filter(({ state }) => state === 'ready').map(({ pid }) => pid);
    },
    status: async () => {
      const response = await fetch(`http://127.0.0.1:${adminPort}/status`);
      return (await response.json()) as Status;
    },
    signal: (name) => void child.kill(name),
    stop: async () => {
      child.kill('SIGTERM');
      const code = await exited;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (options.noWait === true) return running;
  await until('the gateway is ready', () => {
    if (ended) throw new Error(`the gateway ended:\n${out}${err}`);
    return out.includes('margay is ready') || isReady(adminPort);
  }).catch(async (error) => {
    await running.kill();
    throw error;
  });
  return running;
}

/** For gateways whose log level leaves the line out. */
async function isReady(adminPort: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${adminPort}/readyz`);
    return ((await response.json()) as { status: string }).status === 'ok';
  } catch {
    return false;
  }
}

function parse(text: string): LogLine[] {
  const lines: LogLine[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('{') && line.endsWith('}')) lines.push(JSON.parse(line) as LogLine);
  }
  return lines;
}
