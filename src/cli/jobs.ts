import type { JobRecord } from '../primary/jobs/job-record.js';
import { type AdminOptions, askAdmin, noAnswer } from './admin-client.js';
import { exitCodes } from './exit-codes.js';
import { span } from './span.js';
import { table } from './table.js';

const HEAD = ['JOB', 'NAME', 'HOST', 'STATE', 'TRIES', 'AGE', 'RESULT'];

/** Longest result in the table, characters. */
const WIDEST = 80;

/** Prints the control jobs of a cluster, newest first. Exit code: 0, or 1 when they cannot be read. */
export async function jobs(options: AdminOptions): Promise<number> {
  const answered = await askAdmin('GET', '/jobs', options);
  if (answered === null) return noAnswer;
  const { status, body } = answered;
  if (status !== 200) {
    process.stderr.write(`The gateway answered ${status}: ${JSON.stringify(body)}\n`);
    return exitCodes.failed;
  }
  const found = body as unknown as { readonly jobs: readonly JobRecord[] };
  process.stdout.write(options.json === true ? `${JSON.stringify(found)}\n` : text(found.jobs, Date.now()));
  return exitCodes.ok;
}

function text(found: readonly JobRecord[], now: number): string {
  if (found.length === 0) return 'No jobs.\n';
  return table([HEAD, ...found.map((job) => row(job, now))]);
}

function row({ id, name, host, state, attempts, result, reason, createdAt }: JobRecord, now: number): string[] {
  const outcome = reason ?? (result === null ? '' : JSON.stringify(result));
  const line = outcome.replaceAll('\n', ' ');
  const shown = line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line;
  return [id, name, host ?? 'any', state, String(attempts), span(now - createdAt), shown];
}
