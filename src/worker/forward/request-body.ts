import type { RouteLimitsPlan } from '../../shared/snapshot.js';
import type { ServiceConnection } from './sink.js';

/** The body of a request on its way to a service. */
export interface RequestBody {
  /** The service has the whole request. */
  readonly sent: boolean;
  /** Another connection can have all of the body. */
  readonly repeatable: boolean;
  /** Keeps what goes to the service, up to so many bytes, so that another connection can have it too. */
  keep(most: number): void;
  /** The connection is given up; the client waits for the next one. */
  detach(): void;
  /** There is a connection. */
  attach(connection: ServiceConnection): void;
  /** The service takes bytes again. */
  resume(): void;
  /** What else comes is not wanted. */
  end(responseUsable: boolean): void;
  /** The body lasts longer than one read, or waits. */
  watch(): void;
  /** What the route says of it. */
  limit(limits: RouteLimitsPlan): void;
}
