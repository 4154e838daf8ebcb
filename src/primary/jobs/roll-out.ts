import { randomUUID } from 'node:crypto';
import { type ConfigurationFile, refusalOf } from '../config/configuration-file.js';
import type { Problem } from '../config/contract.js';
import type { ClusterJobs } from './cluster-jobs.js';
import type { RolloutAnswer } from './rollout-answer.js';

/**
 * Checks a configuration and runs it on every host, or nowhere.
 *
 * @param host name of this one, which is all there is without `jobs`
 */
export async function rollOut(
  text: string,
  host: string,
  file: ConfigurationFile,
  jobs: ClusterJobs | null,
): Promise<RolloutAnswer> {
  let problems: readonly Problem[];
  try {
    problems = await file.check(text);
  } catch (error) {
    return refusedHere(host, refusalOf(error));
  }
  if (problems.some(({ severity }) => severity === 'error'))
    return { status: 400, body: { error: 'the configuration has errors', problems } };
  if (jobs !== null) {
    const { status, body } = await jobs.rollOut(text);
    return { status, body: { ...body, problems } };
  }
  const reason = await file.apply(randomUUID(), text);
  if (reason !== null) return refusedHere(host, reason);
  return { status: 200, body: { outcome: 'applied', hosts: [host], refused: [], problems } };
}

function refusedHere(host: string, reason: string): RolloutAnswer {
  return { status: 409, body: { outcome: 'reverted', hosts: [host], refused: [{ host, reason }] } };
}
