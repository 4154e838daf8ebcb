import type { HostState } from '../primary/admin/host-state.js';
import type { Readiness } from '../primary/admin/readiness.js';
import type { HostRecord } from '../primary/backplane/host-record.js';
import { type AdminOptions, askAdmin, noAnswer } from './admin-client.js';
import { exitCodes } from './exit-codes.js';
import { span } from './span.js';
import { table } from './table.js';

type Status = HostState & Readiness & { readonly hosts: readonly HostRecord[] };

const HEAD = ['HOST', 'PID', 'VERSION', 'UPTIME', 'CONFIGURATION', 'SNAPSHOT', 'WORKERS', 'REQUESTS', ''];

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

function text({ status: state, reasons, redis, host, hosts, processes }: Status, now: number): string {
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  const since = redis === null ? '' : `${redis.condition} for ${span(now - redis.since)}`;
  const differ = new Set(hosts.map(({ configuration }) => configuration)).size > 1;
  return [
    `status     ${state}${why}\n`,
    `backplane  ${redis === null ? 'embedded' : `Redis, ${since}`}\n`,
    differ ? 'warning    the hosts do not run the same configuration\n' : '',
    '\n',
    table([HEAD, ...hosts.map((each) => row(each, each.id === host, now))]),
    circuits(processes),
  ].join('');
}

function row(record: HostRecord, isThis: boolean, now: number): string[] {
  const { host, pid, version, started, configuration, snapshot, workers, counters, draining } = record;
  const ready = workers.filter(({ state }) => state === 'ready').length;
  const cells = [host, String(pid), version, span(now - started), configuration, String(snapshot), `${ready} ready`];
  return [...cells, String(counters.requests), isThis ? 'this host' : draining ? 'drains' : ''];
}

/** Circuits of this host that let no requests through; nothing when all are closed. */
function circuits(processes: Status['processes']): string {
  const rows = processes.flatMap(({ pid, report }) =>
    (report?.breakers ?? []).map((breaker) => {
      const { route, destination, state, failures } = breaker;
      return [route, destination ?? 'all', String(pid), state, String(failures)];
    }),
  );
  return rows.length === 0 ? '' : `\n${table([['ROUTE', 'DESTINATION', 'WORKER', 'CIRCUIT', 'FAILURES'], ...rows])}`;
}
