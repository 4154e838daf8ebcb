import type { RequestContext } from './request-context.js';

/**
 * Sends the request on to the next handler, in the end to the service. Rejects with {@link ServiceError} when there is no
 * answer. Only path, query, method, fields and body count: the service is the route's. May be called again, with a body that
 * was not read yet.
 */
export type Next = (request: Request) => Promise<Response>;

/**
 * Stands around the call to the service, in terms of Fetch. May answer without calling `next`. Bodies are streams: what is
 * not read is not kept. Source: Ocelot, delegating handlers.
 */
export type DelegatingHandler = (request: Request, next: Next, context: RequestContext) => Response | Promise<Response>;

/** A handler of every route that does not name it in `DelegatingHandlers`; one that does says where it stands. */
export interface GlobalDelegatingHandler {
  readonly global: true;
  readonly handle: DelegatingHandler;
}
