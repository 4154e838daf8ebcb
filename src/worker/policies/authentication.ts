import type { Principal } from '../auth/principal.js';
import type { AuthenticationScheme } from '../auth/scheme.js';
import type { Exchange } from '../exchange.js';
import type { Policy } from '../pipeline.js';

/** Who calls: the first scheme of the route that accepts the request. Source: Ocelot, authentication. */
export const authentication: Policy = {
  name: 'authentication',
  link({ authentication: plan }, { settings, state, extensions }) {
    if (plan === null) return null;
    const schemes = plan.schemes.map((name) => {
      const scheme = settings.authentication.find((one) => one.name.toLowerCase() === name);
      if (scheme === undefined) throw new Error(`there is no authentication scheme ${name}`);
      return state.schemes.get(scheme, extensions);
    });
    return (exchange) => isPreflight(exchange.method) || tryFrom(exchange, schemes, 0, null);
  },
};

/** Requests that browsers send in front of others carry no credentials. */
function isPreflight(method: string): boolean {
  return method === 'OPTIONS' || (method.length === 7 && method.toUpperCase() === 'OPTIONS');
}

/** @param doubt why an earlier scheme could not tell */
function tryFrom(
  exchange: Exchange,
  schemes: readonly AuthenticationScheme[],
  index: number,
  doubt: string | null,
): boolean {
  for (let i = index; i < schemes.length; i++) {
    const scheme = schemes[i]!;
    try {
      const result = scheme.authenticate(exchange);
      if (result instanceof Promise) {
        void goOn(exchange, schemes, i, doubt, result);
        return false;
      }
      if (result !== null) {
        exchange.user = result;
        return true;
      }
    } catch (error) {
      doubt = reason(scheme, error);
    }
  }
  refuse(exchange, schemes, doubt);
  return false;
}

async function goOn(
  exchange: Exchange,
  schemes: readonly AuthenticationScheme[],
  index: number,
  doubt: string | null,
  result: Promise<Principal | null>,
): Promise<void> {
  let user: Principal | null = null;
  try {
    user = await result;
  } catch (error) {
    doubt = reason(schemes[index]!, error);
  }
  // The client may be gone.
  if (exchange.settled) return;
  exchange.user = user;
  if (user !== null || tryFrom(exchange, schemes, index + 1, doubt)) exchange.proceed();
}

function reason({ name }: AuthenticationScheme, error: unknown): string {
  return `${name}: ${error instanceof Error ? error.message : String(error)}`;
}

/** Whoever brings good credentials must not be told that they are bad: 503 as long as a scheme could not tell. */
function refuse(exchange: Exchange, schemes: readonly AuthenticationScheme[], doubt: string | null): void {
  if (doubt !== null) {
    exchange.fail('authenticationUnavailable', doubt);
    return;
  }
  const challenges = new Set(schemes.map((scheme) => scheme.challenge(exchange)));
  const fields = [...challenges].map((challenge) => `WWW-Authenticate: ${challenge}`).join('\r\n');
  const detail = `Request for authenticated route '${exchange.path}' was unauthenticated!`;
  exchange.fail('unauthenticated', detail, { status: 401, fields, body: '' });
}
