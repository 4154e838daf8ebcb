import type { Command } from '../processes.js';
import type { Scenario } from '../scenario.js';

/** Something that can stand between the load and the backend. */
export interface Contender {
  readonly name: string;
  /** Why it cannot run on this machine, `null` when it can. */
  missing(): string | null;
  /** Whether it runs in this scenario. */
  plays(scenario: Scenario): boolean;
  /** Has one route only, so all requests go to the scenario's first path. */
  readonly onePath: boolean;
  /** `null`: nothing to start, the load goes to the backend. */
  launch: ((place: Place) => Command) | null;
}

/** Where a contender is to run. */
export interface Place {
  readonly scenario: Scenario;
  /** An empty folder of its own. */
  readonly folder: string;
  readonly port: number;
  readonly adminPort: number;
  readonly backendPort: number;
  /** `null`: the scenario does without Redis. */
  readonly redisPort: number | null;
  /** Connections of the load; as many may be needed to the backend. */
  readonly connections: number;
}
