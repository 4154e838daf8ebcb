import { compile } from '../primary/compile/compile.js';
import { formatProblem } from '../primary/config/format-problem.js';
import { loadConfiguration } from '../primary/config/load.js';
import { StartFailure } from '../primary/start-failure.js';
import type { Snapshot } from '../shared/snapshot.js';
import { type ConfigurationOptions, loadRequest } from './load-request.js';

/** The snapshot that `margay start` would run with these options. Rejects with StartFailure when there is none. */
export async function compiled(options: ConfigurationOptions): Promise<Snapshot> {
  const { config, extensions, problems } = await loadConfiguration(loadRequest(options));
  if (config !== null) return compile(config, 1, extensions);
  const errors = problems.filter((problem) => problem.severity === 'error');
  throw new StartFailure(['The configuration has errors.', ...errors.map(formatProblem)].join('\n'));
}
