import { HostRegistry } from '../../src/primary/backplane/host-registry.js';
import { ClusterJobs, type JobTiming, jobTiming } from '../../src/primary/jobs/cluster-jobs.js';
import type { HostConfiguration } from '../../src/primary/jobs/configuration-rollout.js';
import { RedisConnection } from '../../src/shared/redis/connection.js';
import type { RedisPlan } from '../../src/shared/redis/plan.js';
import { logLines } from './log-lines.js';
import { noConfiguration } from './no-configuration.js';
import { redisPlan } from './redis-plan.js';
import { until } from './until.js';

export interface JobHostOptions {
  readonly configuration?: HostConfiguration;
  readonly timing?: Partial<JobTiming>;
  /** Gets what is to be cleared. */
  readonly cleared?: [region: string, epoch: number][];
}

export interface JobHost {
  readonly jobs: ClusterJobs;
  readonly registry: HostRegistry;
  readonly link: RedisConnection;
  /** Says that it is live. */
  beat(): Promise<string>;
  close(): Promise<void>;
}

/** A host that is live, and takes jobs when they are started. */
export async function startJobHost(
  name: string,
  redis: Partial<RedisPlan>,
  options: JobHostOptions = {},
): Promise<JobHost> {
  const { configuration = noConfiguration, timing = {}, cleared = [] } = options;
  const { log } = logLines();
  const plan = redisPlan({ commandTimeout: 2_000, ...redis });
  const link = new RedisConnection(plan, log);
  await link.settled(5_000);
  const registry = new HostRegistry(link, `${name}-1`);
  const beat = () => registry.beat(description(name));
  await beat();
  const jobs = new ClusterJobs({
    host: name,
    plan,
    registry,
    configuration,
    finishClear: async (region, epoch) => {
      cleared.push([region, epoch]);
      return 0;
    },
    timing: { ...jobTiming, ...timing },
    log,
  });
  const close = async () => {
    await jobs.close();
    link.close();
  };
  await until('Redis is there', async () => (await jobs.list().catch(() => null)) !== null);
  return { jobs, registry, link, beat, close };
}

function description(host: string) {
  const counters = {
    requests: 0,
    failures: { client: 0, gateway: 0, service: 0 },
    connections: 0,
    webSockets: 0,
    cache: { entries: 0, bytes: 0, hits: 0 },
  };
  const fixed = { version: '1', name: 'm', pid: 1, started: 1, snapshot: 1, configuration: 'x', draining: false };
  return { ...fixed, host, workers: [], counters };
}
