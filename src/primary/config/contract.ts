import type { Config } from '../../shared/config/config.js';
import type { ExtensionNames } from '../../shared/extensions/extension-names.js';

/** What a command line, the environment and the files say, before anything is read. */
export interface LoadRequest {
  /** Files or folders, in overlay order. */
  readonly paths: readonly string[];
  /** Environment name; decides which `ocelot.{name}.json` a folder leaves out. */
  readonly environment: string;
  /** Host settings that win over the `Gateway` section: flags first, then `MARGAY_*` variables. */
  readonly overrides: Overrides;
  /** For `${NAME}` in values. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Overrides {
  readonly host?: string;
  readonly port?: number;
  readonly adminPort?: number;
  readonly workers?: number | 'auto';
  readonly redis?: string;
}

export interface LoadResult {
  /** `null` when there is any problem of severity `error`. */
  readonly config: Config | null;
  /** What its extensions are called; none while they cannot be used. */
  readonly extensions: ExtensionNames;
  readonly problems: readonly Problem[];
  /** Every file that was read or looked for, absolute: what a watcher watches. */
  readonly files: readonly string[];
  /** Hash of what was read; equal content, equal digest. */
  readonly digest: string;
}

/** One thing wrong (or worth saying) about a configuration. */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'notice';
  /** Where, `Routes[3].UpstreamPathTemplate`; empty for the whole file. */
  readonly path: string;
  /** The file it stands in, with line and column when known: `ocelot.json:12:5`. */
  readonly location: string | null;
  readonly message: string;
  /** What to do about it. */
  readonly suggestion: string | null;
}
