import { vi } from 'vitest';
import { Claims } from '../../src/worker/auth/claims.js';
import type { Principal } from '../../src/worker/auth/principal.js';
import { authentication } from '../../src/worker/policies/authentication.js';
import { type RouteSketch, settings } from './plans.js';
import { startServer } from './server.js';
import { type Echo, startService } from './service.js';

/** Claim types and their values. */
export type UserClaims = Readonly<Record<string, string | readonly string[]>>;

/** The field that says who calls: {@link UserClaims} as percent-encoded JSON. */
const field = 'x-test-claims';

/** Routes that are linked from now on take a request's word for who calls; equal words are one user. */
export function believeEverybody(): void {
  const users = new Map<string, Principal>();
  vi.spyOn(authentication, 'link').mockReturnValue((exchange) => {
    const text = exchange.header(field);
    if (text === null) return true;
    exchange.removeHeader(field);
    const user = users.get(text) ?? principal(JSON.parse(decodeURIComponent(text)));
    users.set(text, user);
    exchange.user = user;
    return true;
  });
}

export function principal(claims: UserClaims): Principal {
  const byType = Object.entries(claims).map(([type, values]) => [type, [values].flat()] as const);
  return { scheme: 'Test', name: null, claims: new Claims(new Map(byType)) };
}

export function fieldsOf(claims: UserClaims | null): Record<string, string> {
  return claims === null ? {} : { [field]: encodeURIComponent(JSON.stringify(claims)) };
}

/** What came of one call. */
export interface Call {
  readonly status: number;
  /** What the service received; `null`: nothing. */
  readonly seen: Echo | null;
  /** The failure in the log. */
  readonly error: unknown;
  readonly detail: unknown;
}

/** Calls a route in front of a service that answers with what it received. `null`: nobody was authenticated. */
export async function callAs(
  claims: UserClaims | null,
  sketch: RouteSketch,
  target: string,
  init: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<Call> {
  believeEverybody();
  const service = await startService();
  const server = await startServer([{ ...sketch, destinations: [service.port] }], settings({}, { accessLog: true }));
  try {
    const headers = { ...init.headers, ...fieldsOf(claims) };
    const answer = await fetch(`${server.url}${target}`, { ...init, headers });
    const text = await answer.text();
    const fields = server.log.at(-1)?.fields;
    const seen = answer.status === 200 && text !== '' ? (JSON.parse(text) as Echo) : null;
    return { status: answer.status, seen, error: fields?.error, detail: fields?.detail };
  } finally {
    await server.drain(100);
    await service.close();
  }
}
