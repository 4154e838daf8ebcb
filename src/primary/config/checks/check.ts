import type { Config } from '../../../shared/config/config.js';
import type { Path } from '../path.js';

/** What a check found. */
export interface Finding {
  /** `error` unless said otherwise. */
  readonly severity?: 'error' | 'warning' | 'notice';
  readonly path: Path;
  readonly message: string;
  readonly suggestion?: string | null;
}

/** One rule about a configuration that fits the schema. */
export type Check = (config: Config) => Iterable<Finding>;
