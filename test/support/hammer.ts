import { versionOf } from './versioned-service.js';

/** Requests without end over fresh connections. */
export interface Hammer {
  /** Requests so far. */
  readonly requests: number;
  /** Requests that were begun from now on must be answered with this version or a later one. */
  atLeast(version: number): void;
  /** @returns what was wrong */
  stop(): Promise<readonly string[]>;
}

/** @param ports of the hosts @param paths of the region */
export function startHammer(ports: readonly number[], paths: readonly string[], loops = 6): Hammer {
  const wrong: string[] = [];
  let floor = 0;
  let requests = 0;
  let stopped = false;
  const loop = async (port: number, first: number): Promise<void> => {
    for (let index = first; !stopped; index++) {
      const path = paths[index % paths.length]!;
      const least = floor;
      const version = await versionOf(port, path).catch((error: Error) => error.message);
      requests += 1;
      if (typeof version === 'string') wrong.push(version);
      else if (version < least) wrong.push(`${path} on ${port}: ${version}, cleared before ${least}`);
    }
  };
  const running = ports.flatMap((port) => Array.from({ length: loops }, (_, index) => loop(port, index * 3)));
  return {
    get requests() {
      return requests;
    },
    atLeast: (version) => {
      floor = version;
    },
    stop: async () => {
      stopped = true;
      await Promise.all(running);
      return wrong;
    },
  };
}
