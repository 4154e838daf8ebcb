import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** One request of a barrage; times are of `performance.now()`. The decision of the gateway lies between them. */
export interface Shot {
  readonly status: number;
  readonly sent: number;
  readonly received: number;
}

export interface BarrageOptions {
  readonly urls: readonly string[];
  readonly path: string;
  /** Of all gateways together; each has one request in flight. */
  readonly connections: number;
  /** Between two requests of a connection, ms. */
  readonly pause?: number;
  /** Asked before every request. */
  readonly goOn: (shots: readonly Shot[]) => boolean;
}

/** As many requests as the connections carry. Rejects when one gets no answer. */
export async function barrage({ urls, path, connections, pause = 0, goOn }: BarrageOptions): Promise<readonly Shot[]> {
  const each = Math.floor(connections / urls.length);
  const pools = urls.map((url) => new Pool(url, { connections: each, pipelining: 1 }));
  const shots: Shot[] = [];
  const loop = async (pool: Pool): Promise<void> => {
    while (goOn(shots)) {
      const sent = performance.now();
      const { statusCode, body } = await pool.request({ method: 'GET', path });
      await body.dump();
      shots.push({ status: statusCode, sent, received: performance.now() });
      if (pause > 0) await sleep(pause);
    }
  };
  try {
    await Promise.all(pools.flatMap((pool) => Array.from({ length: each }, () => loop(pool))));
  } finally {
    await Promise.all(pools.map((pool) => pool.destroy()));
  }
  return shots;
}

/** @returns for `goOn`: true so many times */
export function times(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}

/** How many requests got each status. */
export function statusesOf(shots: readonly Shot[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of shots) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
