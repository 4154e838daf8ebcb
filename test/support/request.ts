import { Exchange } from '../../src/worker/exchange.js';
import type { Gateway } from '../../src/worker/gateway.js';
import type { HttpResponse } from '../../src/worker/server/uws.js';

/** A request as far as its head was read, on no connection. Names of fields are in lower case. */
export function requestWith(fields: Readonly<Record<string, string>>, query?: string): Exchange {
  const exchange = new Exchange({ clock: { now: 0 } } as Gateway, {} as HttpResponse, false);
  exchange.headers.push(...Object.entries(fields).flat());
  exchange.query = query;
  return exchange;
}
