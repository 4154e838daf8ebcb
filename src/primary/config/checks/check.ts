import type { Config } from '../../../shared/config/config.js';
import type { ExtensionNames } from '../../../shared/extensions/extension-names.js';
import type { Path } from '../path.js';

/** What a check found. */
export interface Finding {
  /** `error` unless said otherwise. */
  readonly severity?: 'error' | 'warning' | 'notice';
  readonly path: Path;
  readonly message: string;
  readonly suggestion?: string | null;
}

/** One rule about a configuration that fits the schema. `extensions`: `null` when a module cannot be used. */
export type Check = (config: Config, extensions: ExtensionNames | null) => Iterable<Finding>;
