import { inactiveOptions } from '../primary/compile/inactive.js';
import type { Problem } from '../primary/config/contract.js';
import { environmentName } from '../primary/config/environment.js';
import { formatProblem } from '../primary/config/format-problem.js';
import { loadConfiguration } from '../primary/config/load.js';
import { type Flags, overridesFrom } from '../primary/config/overrides.js';
import type { Config } from '../shared/config/config.js';

/** Options of `margay check` as they were typed. */
export interface CheckOptions extends Flags {
  readonly config: readonly string[];
  readonly env?: string | undefined;
}

/** Prints every problem of a configuration and what is not active yet. Exit code: 0 without errors, else 1. */
export async function check(options: CheckOptions): Promise<number> {
  const { overrides, problems } = overridesFrom(options, process.env);
  const environment = environmentName(options.env, process.env);
  const result = await loadConfiguration({ paths: options.config, environment, overrides, env: process.env });
  const all = [...problems, ...result.problems];
  const errors = all.filter((problem) => problem.severity === 'error');
  const lines = [...all.map(formatProblem), ...notActive(result.config), summary(all, errors.length, result.config)];
  process.stdout.write(`${lines.join('\n')}\n`);
  return errors.length === 0 ? 0 : 1;
}

function notActive(config: Config | null): string[] {
  if (config === null) return [];
  return inactiveOptions(config).map(
    ({ path, option, restricts }) =>
      `notice: ${path}\n    ${option} is not active yet${restricts ? ': the routes it applies to answer 503' : ''}`,
  );
}

function summary(all: readonly Problem[], errors: number, config: Config | null): string {
  const warnings = all.filter((problem) => problem.severity === 'warning').length;
  if (errors > 0) return `${count(errors, 'error')}, ${count(warnings, 'warning')}: the gateway would not start.`;
  return `OK: ${count(config?.Routes.length ?? 0, 'route')}, ${count(config?.Aggregates.length ?? 0, 'aggregate')}, ${count(warnings, 'warning')}.`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
