import type { ClearAnswer } from '../primary/backplane/clear-region.js';
import { type AdminOptions, askAdmin, noAnswer } from './admin-client.js';
import { exitCodes } from './exit-codes.js';

/** Clears a cache region on all hosts. Exit code: 0 when every live worker has said so, else 1. */
export async function cacheClear(region: string, options: AdminOptions): Promise<number> {
  const answered = await askAdmin('DELETE', `/outputcache/${encodeURIComponent(region)}`, options);
  if (answered === null) return noAnswer;
  const { status, body } = answered;
  if (options.json === true) process.stdout.write(`${JSON.stringify(body)}\n`);
  else process[status === 200 ? 'stdout' : 'stderr'].write(`${text(status, body as unknown as ClearAnswer)}\n`);
  return status === 200 ? exitCodes.ok : exitCodes.failed;
}

function text(status: number, { region, acknowledged, missing, error }: ClearAnswer): string {
  if (status === 200) return `Cleared "${region}" on ${count(acknowledged)}.`;
  if (status === 503) return `${error}. Run it again once Redis is back.`;
  if (status !== 202) return `Not cleared: ${error ?? `the gateway answered ${status}`}.`;
  const lines = missing.map(({ host, worker }) => `  ${host} worker ${worker}`);
  return [
    `Cleared "${region}" on ${count(acknowledged)}; no word in time from:`,
    ...lines,
    'They may still serve old answers. Run it again, or restart them.',
  ].join('\n');
}

function count(workers: number): string {
  return `${workers} worker${workers === 1 ? '' : 's'}`;
}
