import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A redis-server of its own, empty, without persistence, on 127.0.0.1. */
export interface RedisServer {
  readonly port: number;
  /** `redis://127.0.0.1:PORT` */
  readonly url: string;
  /** Kills it as a crash would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Stops the process as a debugger would (SIGSTOP): it accepts connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/**
 * Starts a real redis-server and waits until it answers.
 *
 * @param options.port a fixed port, to come back where another one was; otherwise a free one
 * @param options.args further arguments, such as `['--maxmemory', '5mb']`
 * @param options.cluster it is a node of a cluster: the port 10,000 above is needed too
 */
export async function startRedis(
  options: { port?: number; args?: readonly string[]; cluster?: boolean } = {},
): Promise<RedisServer> {
  const program = findRedis();
  // A free port may be taken between the look and the start: then another is tried.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort(options.cluster === true ? 55_000 : 65_535));
    const folder = await mkdtemp(join(tmpdir(), 'margay-redis-'));
    const child = spawn(
      program,
      [
        '--port',
        `${port}`,
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'no',
        ...(options.args ?? []),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const log = await untilReady(child);
    if (log === null) return handle(child, port, folder);
    await rm(folder, { recursive: true, force: true });
    if (attempt === 5 || options.port !== undefined) throw new Error(`redis-server did not start:\n${log}`);
  }
}

function handle(child: ChildProcess, port: number, folder: string): RedisServer {
  // The last resort when a test process ends without stopping it.
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  const end = async (signal: NodeJS.Signals) => {
    process.off('exit', killNow);
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    }
    await rm(folder, { recursive: true, force: true });
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill: () => end('SIGKILL'),
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
  };
}

/** `null` once it accepts connections, else what it printed before it ended. */
function untilReady(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    let log = '';
    const read = (chunk: Buffer) => {
      if (log.length < 65_536) log += chunk.toString();
      if (log.includes('Ready to accept connections')) resolve(null);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(log));
  });
}

let program: string | null = null;

function findRedis(): string {
  if (program !== null) return program;
  if (!isInstalled()) installRedis();
  program = 'redis-server';
  return program;
}

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function installRedis(): void {
  const help =
    'These tests need redis-server. Install it (Debian and Ubuntu: apt-get install redis-server) and run them again.';
  if (process.getuid?.() !== 0) throw new Error(help);
  // Several test files may come here at the same time: the first installs, the others wait for it.
  const script =
    'command -v redis-server || (apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server)';
  try {
    execFileSync('flock', [join(tmpdir(), 'margay-apt.lock'), 'sh', '-c', script], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (error) {
    throw new Error(help, { cause: error });
  }
}

async function freePort(most: number): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port <= most ? port : freePort(most);
}
