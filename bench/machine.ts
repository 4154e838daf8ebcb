import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import type { Cores } from './cores.js';

/** The machine and the versions a run's figures belong to. */
export function describeMachine(cores: Cores): Record<string, string> {
  const processors = cpus();
  const machine: Record<string, string> = {
    Processor: `${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} cores`,
    Memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
    System: `${distribution()}${type()} ${release()}`,
    Node: process.versions.node,
    Pinning: cores.notice ?? `gateway on core ${cores.gateway}, load and backend on ${cores.others}`,
  };
  const tools: readonly (readonly [name: string, args: string[]])[] = [
    ['wrk', ['-v']],
    ['nginx', ['-v']],
    ['haproxy', ['-v']],
  ];
  for (const [name, args] of tools) {
    const version = versionOf(name, args);
    if (version !== null) machine[name] = version;
  }
  return machine;
}

/** The first thing in what the program prints that looks like a version; `null` when it is not installed. */
function versionOf(program: string, args: string[]): string | null {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error) return null;
  return /\d+\.\d+[\w.+-]*/.exec(stdout + stderr)?.[0] ?? 'installed';
}

function distribution(): string {
  try {
    const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    return name ? `${name}, ` : '';
  } catch {
    return '';
  }
}
