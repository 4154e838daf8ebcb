import { readFile } from 'node:fs/promises';
import { formatProblem } from '../primary/config/format-problem.js';
import type { RolloutAnswer } from '../primary/jobs/rollout-answer.js';
import { StartFailure } from '../primary/start-failure.js';
import { type AdminOptions, askAdmin, noAnswer } from './admin-client.js';
import { exitCodes } from './exit-codes.js';

/** Runs a configuration on all hosts, or nowhere. Exit code: 0 when every host runs it, else 1. */
export async function rollout(file: string, options: AdminOptions): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartFailure(`${file} cannot be read: ${error.code ?? error.message}`);
  });
  const answered = await askAdmin('POST', '/rollout', options, text);
  if (answered === null) return noAnswer;
  const { status, body } = answered;
  if (options.json === true) process.stdout.write(`${JSON.stringify(body)}\n`);
  else process[status === 200 ? 'stdout' : 'stderr'].write(`${said(status, body)}\n`);
  return status === 200 ? exitCodes.ok : exitCodes.failed;
}

function said(status: number, { job, error, problems = [], hosts = [], refused = [] }: RolloutAnswer['body']): string {
  const found = problems.map(formatProblem);
  if (status === 200) return [...found, `Every host runs it: ${hosts.join(', ')}.`].join('\n');
  if (status === 202) return `It takes longer. See ${job} in: margay jobs`;
  if (status === 400) return [...found, 'Nothing was rolled out: the configuration has errors.'].join('\n');
  if (status !== 409) return `Not rolled out: ${error ?? `the gateway answered ${status}`}.`;
  const reasons = refused.map(({ host, reason }) => `  ${host}: ${reason}`);
  return ['No host runs it; every host runs what it ran before. Refused by:', ...reasons].join('\n');
}
