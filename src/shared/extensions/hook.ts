import type { RequestContext } from './request-context.js';
import type { NewUser } from './user.js';

/** Ocelot's places for own middleware, in their order. */
export const hookNames = [
  'PreErrorResponder',
  'PreAuthentication',
  'Authentication',
  'PreAuthorization',
  'Authorization',
  'ClaimsToHeaders',
  'PreQueryStringBuilder',
] as const;

export type HookName = (typeof hookNames)[number];

/** The request as it goes on. */
export interface HookRequest {
  readonly method: string;
  readonly path: string;
  /** Without `?`; undefined when there is none. May be set. */
  query: string | undefined;
  readonly host: string;
  /** Several lines joined by a comma; `null` when there is none. Names without regard to case. */
  header(name: string): string | null;
  /** One value in place of what is there. Throws for names and values that no field can have, and the gateway's own. */
  setHeader(name: string, value: string): void;
  removeHeader(name: string): void;
}

/** What goes out to the client, while it can still be changed; its body is not here. */
export interface HookAnswer {
  status: number;
  /** `null`: an answer; else the code of the failure. */
  readonly failure: string | null;
  /** Why it failed, for logs. */
  readonly detail: string | null;
  readonly headers: Headers;
  /** Of a failure: what the client gets to read. */
  body: string;
}

/** Whatever `Headers` can be made of. */
export type HeaderFields = NonNullable<ConstructorParameters<typeof Headers>[0]>;

export interface HookContext extends Omit<RequestContext, 'user'> {
  readonly request: HookRequest;
  /** May be set. */
  get user(): RequestContext['user'];
  set user(user: NewUser | null);
  /** Known when `next` has come back; `null` before, after `respond`, of a WebSocket that is open, and when the client has left. */
  readonly answer: HookAnswer | null;
  /** Answers the request, in place of what it has for an answer. */
  respond(status: number, headers?: HeaderFields, body?: string | Uint8Array): void;
  /** Ends the request with a failure; `detail` is for the log. */
  fail(status: number, detail: string): void;
}

/**
 * Own middleware. `next` runs the rest and comes back when the answer is there, before it goes out. Without `next` and
 * without an answer the client gets an empty 200, as of ASP.NET Core. Source: Ocelot, middleware injection.
 */
export type Hook = (context: HookContext, next: () => Promise<void>) => void | Promise<void>;

/** Takes the requests for which `when` says so off their way (Ocelot: MapWhen). */
export interface Branch {
  readonly when: (context: HookContext) => boolean;
  readonly run: (context: HookContext) => void | Promise<void>;
}
