import type { Problem } from '../config/contract.js';
import type { RolloutOutcome } from './configuration-rollout.js';

/**
 * What whoever asks for a rollout is told. 200: every host runs the configuration. 202: it takes longer, see the job. 400: it
 * has errors, and no host has seen it. 409: it runs nowhere, because a host refused it. 500: the job failed. 503: Redis is away.
 */
export interface RolloutAnswer {
  readonly status: 200 | 202 | 400 | 409 | 500 | 503;
  readonly body: Partial<RolloutOutcome> & {
    readonly job?: string;
    readonly error?: string;
    readonly problems?: readonly Problem[];
  };
}
