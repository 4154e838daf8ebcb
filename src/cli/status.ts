import type { HostState } from '../primary/admin/host-state.js';
import type { Readiness } from '../primary/admin/readiness.js';
import type { HostRecord } from '../primary/backplane/host-record.js';
import { type AdminOptions, askAdmin, noAnswer } from './admin-client.js';
import { exitCodes } from './exit-codes.js';
import { table } from './table.js';

type Status = HostState & Readiness & { readonly hosts: readonly HostRecord[] };

const HEAD = ['HOST', 'VERSION', 'UPTIME', 'CONFIGURATION', 'SNAPSHOT', 'WORKERS', ''];

/** Prints what runs. Exit code: 0 when the host gets requests, else 1. */
export async function status(options: AdminOptions): Promise<number> {
  const answered = await askAdmin('GET', '/status', options);
  if (answered === null) return noAnswer;
  if (answered.status !== 200) {
    process.stderr.write(`The gateway answered ${answered.status}: ${JSON.stringify(answered.body)}\n`);
    return exitCodes.failed;
  }
  const found = answered.body as unknown as Status;
  process.stdout.write(options.json === true ? `${JSON.stringify(found)}\n` : text(found, Date.now()));
  return found.status === 'unavailable' ? exitCodes.failed : exitCodes.ok;
}

function text({ status: state, reasons, redis, host, hosts }: Status, now: number): string {
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  const since = redis === null ? '' : `${redis.condition} for ${span(now - redis.since)}`;
  return [
    `status     ${state}${why}\n`,
    `backplane  ${redis === null ? 'embedded' : `Redis, ${since}`}\n\n`,
    table([HEAD, ...hosts.map((each) => row(each, each.id === host, now))]),
  ].join('');
}

function row({ id, version, started, configuration, snapshot, workers }: HostRecord, isThis: boolean, now: number) {
  const ready = workers.filter(({ state }) => state === 'ready').length;
  const cells = [id, version, span(now - started), configuration, String(snapshot), `${ready} ready`];
  return [...cells, isThis ? 'this host' : ''];
}

/** `3d 4h`, `5m 6s`: the two largest units. */
function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([value]) => value > 0);
  const shown = first === -1 ? units.slice(-1) : units.slice(first, first + 2);
  return shown.map(([value, unit]) => `${value}${unit}`).join(' ');
}
