import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './project.mjs';

/** Runs a command in the project's root with this terminal and waits. Returns its exit status. */
export function run(command, args, env = process.env) {
  return statusOf(spawnSync(command, args, { cwd: root, stdio: 'inherit', env }));
}

/** As `run`, but what the command prints is shown only when it fails. */
export function runQuietly(command, args) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  const status = statusOf(result);
  if (status !== 0) {
    process.stdout.write(result.stdout ?? '');
    process.stderr.write(result.stderr ?? '');
  }
  return status;
}

/** A program from node_modules by its JavaScript file, so that it runs on this very Node. */
export function runPackage(file, args, env) {
  return run(process.execPath, [`node_modules/${file}`, ...args], env);
}

/** npm, the one that started this script when there is one. */
export function runNpm(args) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args);
}

/** Leaves with `status` when a step failed. */
export function must(status) {
  if (status !== 0) process.exit(status);
}

function statusOf({ status, signal, error }) {
  if (error) {
    console.error(error.message);
    return 1;
  }
  return signal ? 128 + constants.signals[signal] : status;
}
