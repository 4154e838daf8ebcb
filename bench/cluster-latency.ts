import { startBackend } from './backend/backend.js';
import { startRedis } from './backend/redis.js';
import type { Contender } from './contenders/contender.js';
import { margay, margayPlain } from './contenders/margay.js';
import { startContender } from './contenders/start-contender.js';
import type { Cores } from './cores.js';
import type { Figure } from './figure.js';
import { generate } from './load/generate.js';
import type { LoadRequest } from './load/load.js';
import { fieldsOf } from './policies.js';
import type { Processes, Running } from './processes.js';
import { scenarios } from './scenario.js';
import { spreadOf } from './statistics.js';

/** ms */
const LIMIT = 1;
const CONNECTIONS = 64;
/** Short ones, and many: a machine that stands still now and then spoils some of them. */
const ROUNDS = 21;
/** Of a round. */
const SECONDS = 1;

/** What a limit in Redis on the same machine adds to the 99th percentile, with half of the requests that it could carry. */
export async function latencyFigures(processes: Processes, cores: Cores): Promise<Figure[]> {
  const scenario = scenarios.find(({ name }) => name === 'rate-limit-redis')!;
  const backend = await startBackend(scenario, processes, cores.others);
  const redis = await startRedis(processes, cores.others);
  const gateways: Running[] = [];
  try {
    const place = { scenario, backendPort: backend.port, redisPort: redis.port, connections: CONNECTIONS };
    const start = async ({ name, launch }: Contender): Promise<LoadRequest> => {
      const { port, running } = await startContender(name, launch!, place, processes, cores.gateway);
      gateways.push(running);
      const { method, paths, policies, bodyBytes } = scenario;
      const fields = fieldsOf(policies);
      return { port, method, paths, fields, bodyBytes, connections: CONNECTIONS, seconds: SECONDS, rate: null };
    };
    const [limited, plain] = [await start(margay), await start(margayPlain)];
    const play = (request: LoadRequest, rate: number | null) =>
      generate('paced', { ...request, rate }, processes, cores.others);
    await play(plain, null);
    await play(limited, null);
    const { requests, seconds } = await play(limited, null);
    const rate = requests / seconds / 2;
    const added: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = round % 2 === 0 ? plain : limited;
      const results = [await play(first, rate), await play(first === plain ? limited : plain, rate)];
      const [without, with_] = first === plain ? results : results.reverse();
      added.push(with_!.p99 - without!.p99);
    }
    const { median, min, max } = spreadOf(added)!;
    return [
      {
        what: `p99 latency that a limit in Redis adds at half load (${Math.round(rate).toLocaleString('en-US')} requests/s), median of ${ROUNDS} rounds`,
        target: `< ${LIMIT} ms`,
        measured: `${median.toFixed(2)} ms (${min.toFixed(2)}–${max.toFixed(2)})`,
        isMet: median < LIMIT,
      },
    ];
  } finally {
    for (const gateway of gateways) await gateway.stop();
    await redis.running.stop();
    await backend.stop();
  }
}
