import { startBackend } from './backend/backend.js';
import { startRedis } from './backend/redis.js';
import type { Contender } from './contenders/contender.js';
import { startContender } from './contenders/start-contender.js';
import type { Cores } from './cores.js';
import { generate } from './load/generate.js';
import type { LoadRequest, LoadResult } from './load/load.js';
import type { Options } from './options.js';
import { fieldsOf } from './policies.js';
import { treeUsage } from './process-tree.js';
import type { Processes, Running } from './processes.js';
import type { Progress } from './progress.js';
import type { ContenderResult, ScenarioResult } from './results.js';
import type { Scenario } from './scenario.js';
import { spreadOf } from './statistics.js';

/** Everything a scenario needs from the run it is part of. */
export interface Bench {
  readonly options: Options;
  readonly processes: Processes;
  readonly cores: Cores;
  readonly progress: Progress;
}

/** A contender that runs, and what its rounds gave. */
interface Entry {
  readonly contender: Contender;
  /** `null`: the load goes to the backend. */
  readonly running: Running | null;
  readonly request: LoadRequest;
  readonly rounds: Round[];
}

interface Round extends LoadResult {
  /** µs per request. */
  readonly cpu: number | null;
}

/** Seconds of load before the first round, so that just-in-time compilers have done their work. */
const warmUp = 5;

/**
 * Runs one scenario: all contenders up at the same time (the idle ones cost nothing), the rounds interleaved and each
 * round beginning with another contender, so that a slow minute of the machine meets all of them.
 */
export async function runScenario(
  scenario: Scenario,
  contenders: readonly Contender[],
  bench: Bench,
): Promise<ScenarioResult> {
  const { options, processes, cores, progress } = bench;
  const tool = scenario.kind === 'websocket' ? 'websocket' : options.load;
  const absent: Record<string, string> = {};
  const entries: Entry[] = [];
  const backend = await startBackend(scenario, processes, cores.others);
  const redis = scenario.backplane === 'redis' ? await startRedis(processes, cores.others) : null;
  const ports = { backend: backend.port, redis: redis?.port ?? null };
  try {
    for (const contender of contenders) {
      const reason = contender.missing();
      if (reason === null) entries.push(await enter(contender, scenario, ports, bench));
      else absent[contender.name] = reason;
    }
    for (const { contender, request } of entries) {
      progress.step(`${scenario.name}: warming up ${contender.name}`);
      await generate(tool, { ...request, seconds: Math.min(warmUp, request.seconds) }, processes, cores.others);
    }
    for (let round = 0; round < options.rounds; round += 1) {
      for (let i = 0; i < entries.length; i += 1) {
        const entry = entries[(round + i) % entries.length]!;
        progress.step(`${scenario.name}: round ${round + 1} of ${options.rounds}, ${entry.contender.name}`);
        entry.rounds.push(await playRound(entry, tool, bench));
      }
    }
    return {
      scenario: scenario.name,
      title: scenario.title,
      backend: backend.name,
      load: tool,
      absent,
      results: entries.map(sumUp),
    };
  } finally {
    for (const { running } of entries) await running?.stop();
    await redis?.running.stop();
    await backend.stop();
  }
}

async function enter(
  contender: Contender,
  scenario: Scenario,
  ports: { readonly backend: number; readonly redis: number | null },
  bench: Bench,
): Promise<Entry> {
  const { options, processes, cores } = bench;
  const paths = contender.onePath ? scenario.paths.slice(0, 1) : scenario.paths;
  const { method, bodyBytes } = scenario;
  const fields = fieldsOf(scenario.policies);
  const request = {
    method,
    paths,
    fields,
    bodyBytes,
    connections: options.connections,
    seconds: options.seconds,
    rate: null,
  };
  if (contender.launch === null)
    return { contender, running: null, request: { ...request, port: ports.backend }, rounds: [] };
  const { connections } = options;
  const place = { scenario, backendPort: ports.backend, redisPort: ports.redis, connections };
  const { port, running } = await startContender(contender.name, contender.launch, place, processes, cores.gateway);
  return { contender, running, request: { ...request, port }, rounds: [] };
}

async function playRound(entry: Entry, tool: 'autocannon' | 'wrk' | 'websocket', bench: Bench): Promise<Round> {
  const cpuSoFar = () => (entry.running === null ? null : (treeUsage(entry.running.pid)?.cpu ?? null));
  const before = cpuSoFar();
  const load = await generate(tool, entry.request, bench.processes, bench.cores.others);
  const after = cpuSoFar();
  if (load.requests === 0) throw new Error(`${entry.contender.name} answered nothing.\n${entry.running?.log() ?? ''}`);
  return { ...load, cpu: before === null || after === null ? null : (after - before) / load.requests };
}

function sumUp({ contender, running, rounds }: Entry): ContenderResult {
  const median = (values: number[]) => spreadOf(values)!.median;
  return {
    contender: contender.name,
    requestsPerSecond: spreadOf(rounds.map((round) => round.requests / round.seconds))!,
    p50: median(rounds.map((round) => round.p50)),
    p99: median(rounds.map((round) => round.p99)),
    cpu: spreadOf(rounds.map((round) => round.cpu).filter((cpu) => cpu !== null)),
    rss: running === null ? null : (treeUsage(running.pid)?.rss ?? null),
    errors: rounds.reduce((sum, round) => sum + round.errors, 0),
  };
}
