import type { HostConfiguration } from '../../src/primary/jobs/configuration-rollout.js';

/** Of a host in a test that rolls nothing out. */
export const noConfiguration: HostConfiguration = {
  apply: async () => 'has no configuration',
  revert: async () => {},
};
