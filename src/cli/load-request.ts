import { existsSync, readdirSync } from 'node:fs';
import type { LoadRequest } from '../primary/config/contract.js';
import { environmentName } from '../primary/config/environment.js';
import { formatProblem } from '../primary/config/format-problem.js';
import { type Flags, overridesFrom } from '../primary/config/overrides.js';
import { StartFailure } from '../primary/start-failure.js';

/** The flags that every command about a configuration takes, as they were typed. */
export interface ConfigurationOptions extends Flags {
  readonly config?: readonly string[] | undefined;
  readonly env?: string | undefined;
}

/** What to load. Throws StartFailure when a flag is wrong or there is nothing to load. */
export function loadRequest(options: ConfigurationOptions): LoadRequest {
  const { overrides, problems } = overridesFrom(options, process.env);
  if (problems.length > 0) throw new StartFailure(problems.map(formatProblem).join('\n'));
  return {
    paths: configurationPaths(options.config),
    environment: environmentName(options.env, process.env),
    overrides,
    env: process.env,
  };
}

/** `--config`, else `MARGAY_CONFIG`, else `ocelot.json` here, else the `ocelot.*.json` files here. */
export function configurationPaths(flags: readonly string[] | undefined): readonly string[] {
  if (flags !== undefined && flags.length > 0) return flags;
  const variable = process.env.MARGAY_CONFIG?.trim() ?? '';
  if (variable !== '') return [variable];
  if (existsSync('ocelot.json')) return ['ocelot.json'];
  if (readdirSync('.').some((name) => /^ocelot\..+\.json$/i.test(name))) return ['.'];
  throw new StartFailure(
    'There is no configuration: no ocelot.json in this folder. Name a file or folder with --config.',
  );
}
