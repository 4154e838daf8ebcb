import { onTestFinished } from 'vitest';
import { barrage, type Shot } from './barrage.js';
import type { RunningGateway } from './gateway.js';
import { until } from './until.js';

/** Requests without end, until `stop` or the end of the test. */
export interface Traffic {
  readonly shots: readonly Shot[];
  /** Resolves once so many requests more have their answers. */
  more(count: number): Promise<unknown>;
  /** Resolves with all of them once every request has its answer; rejects when one has got none. */
  stop(): Promise<readonly Shot[]>;
}

export function startTraffic(gateways: readonly RunningGateway[], path: string, connections = 8): Traffic {
  let isOver = false;
  let shots: readonly Shot[] = [];
  const goOn = (all: readonly Shot[]): boolean => {
    shots = all;
    return !isOver;
  };
  const urls = gateways.map(({ url }) => url);
  const all = barrage({ urls, path, connections, pause: 10, goOn });
  // Told by `stop`.
  all.catch(() => {});
  onTestFinished(() => {
    isOver = true;
  });
  return {
    get shots() {
      return shots;
    },
    more: (count) => {
      const wanted = shots.length + count;
      return until(`${count} requests on ${path}`, () => shots.length >= wanted);
    },
    stop: () => {
      isOver = true;
      return all;
    },
  };
}
