import type { MetadataReader } from '../metadata/metadata-reader.js';
import type { ExtensionLog } from './extension-log.js';
import type { User } from './user.js';

/** What extensions learn of a request beside its message. */
export interface RequestContext {
  /** The upstream path template; `null` before a route was chosen. */
  readonly route: string | null;
  readonly metadata: MetadataReader;
  /** `null` while nobody was authenticated. */
  readonly user: User | null;
  /** Empty when nobody knows it. */
  readonly clientAddress: string;
  /** `null` while the request has none that anybody must know. */
  readonly requestId: string | null;
  /** Aborted when the client leaves, or the request has failed. */
  readonly signal: AbortSignal;
  readonly log: ExtensionLog;
}
