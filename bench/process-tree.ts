import { readdirSync, readFileSync } from 'node:fs';

/** What a process and all its descendants have used so far. */
export interface TreeUsage {
  /** User and system time in µs, that of descendants which have ended included. */
  readonly cpu: number;
  /** Resident memory in bytes, summed over the processes (shared pages count once in each). */
  readonly rss: number;
}

/** The kernel's unit of CPU times in /proc is 1/100 s for every program (USER_HZ). */
const microsecondsPerTick = 10_000;

/** Usage of the tree below `root`; `null` where there is no /proc, or when the process is gone. */
export function treeUsage(root: number): TreeUsage | null {
  const parents = parentsOfAll();
  if (!parents.has(root)) return null;
  let cpu = 0;
  let rss = 0;
  for (const pid of descendants(root, parents)) {
    const stat = readStat(pid);
    if (stat === null) continue;
    cpu += stat.ticks * microsecondsPerTick;
    rss += readRss(pid);
  }
  return { cpu, rss };
}

interface Stat {
  readonly parent: number;
  readonly ticks: number;
}

/**
 * The fields of /proc/PID/stat after the program's name, which stands in parentheses and may itself hold spaces and
 * parentheses. Source: proc_pid_stat(5): ppid is field 4; utime, stime, cutime, cstime are 14 to 17. Exported for its test.
 */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return { parent: field(4), ticks: field(14) + field(15) + field(16) + field(17) };
}

function parentsOfAll(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of listProc()) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(pid);
    if (stat !== null) parents.set(pid, stat.parent);
  }
  return parents;
}

function descendants(root: number, parents: ReadonlyMap<number, number>): number[] {
  const tree = [root];
  // Grows while it is walked: children of children are found behind their parents.
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

function readStat(pid: number): Stat | null {
  const text = readProc(`${pid}/stat`);
  return text === null ? null : parseStat(text);
}

function readRss(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`) ?? '')?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

function listProc(): string[] {
  try {
    return readdirSync('/proc');
  } catch {
    return [];
  }
}

/** `null` when the process ended meanwhile. */
function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return null;
  }
}
