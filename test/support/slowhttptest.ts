import { execFileSync, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = 'slowhttptest';
let found = false;

/**
 * Starts an attack with the real `slowhttptest`. Resolves with its report when it ends, which it does when the target has
 * closed all its connections.
 */
export function slowAttack(args: readonly string[]): Promise<string> {
  if (!found) find();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TERM: 'dumb' } });
    const killNow = () => child.kill('SIGKILL');
    process.once('exit', killNow);
    let report = '';
    const read = (chunk: Buffer) => {
      report += chunk;
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', () => {
      process.off('exit', killNow);
      resolve(report);
    });
  });
}

function find(): void {
  if (!isInstalled()) install();
  found = true;
}

function isInstalled(): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function install(): void {
  const help = `These tests need ${program}. Install it (Debian and Ubuntu: apt-get install ${program}) and run them again.`;
  if (process.getuid?.() !== 0) throw new Error(help);
  // Several test files may come here at the same time: the first installs, the others wait for it.
  const script = `command -v ${program} || (apt-get update -qq && apt-get install -y -qq --no-install-recommends ${program})`;
  try {
    execFileSync('flock', [join(tmpdir(), 'margay-apt.lock'), 'sh', '-c', script], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (error) {
    throw new Error(help, { cause: error });
  }
}
