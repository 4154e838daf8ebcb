import type { BreakerStatus } from '../shared/breaker-status.js';
import { type FailureName, failures } from '../shared/errors.js';
import type { Exchange } from './exchange.js';

/** Where a worker's log lines go. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What is told about exchanges: one line per failure that is not the client's, and per request when asked for. */
export class Telemetry {
  readonly log: Log;
  /** Exchanges that have settled, and those of them that failed. */
  requests = 0;
  readonly failed = { client: 0, gateway: 0, service: 0 };

  constructor(log: Log) {
    this.log = log;
  }

  settled(exchange: Exchange, failure: FailureName | null, detail: string | null, access: boolean): void {
    this.requests++;
    if (failure !== null) this.failed[failures[failure].side]++;
    if (failure !== null && failures[failure].side !== 'client') {
      this.log.warn({ ...fieldsOf(exchange), error: failures[failure].code, detail }, 'request failed');
    } else if (access)
      this.log.info(
        { ...fieldsOf(exchange), ...(failure === null ? {} : { error: failures[failure].code, detail }) },
        'request',
      );
  }

  /** One line when a circuit opens, half-opens or closes. */
  circuitChanged({ route, destination, state, failures }: BreakerStatus): void {
    const fields = { 'http.route': route, 'server.address': destination ?? undefined, failures };
    if (state === 'open') this.log.warn(fields, 'circuit opened');
    else this.log.info(fields, state === 'closed' ? 'circuit closed' : 'circuit half-open, one request goes through');
  }
}

/** An id comes from the client, who may write anything. */
const maxIdLength = 128;

/** Names of OpenTelemetry's HTTP conventions; the query is left out, for it may hold secrets. */
function fieldsOf(exchange: Exchange): object {
  return {
    'request.id': requestId(exchange),
    'http.request.method': exchange.method,
    'url.path': exchange.path,
    'http.route': exchange.route?.name,
    'http.response.status_code': exchange.status,
    'server.address': exchange.endpoint?.authority,
    duration: Math.round(exchange.gateway.clock.now - exchange.startedAt),
  };
}

/** Without a key of its own a route still says which id the client gave (Ocelot: request id). */
function requestId(exchange: Exchange): string | undefined {
  const id = exchange.requestId ?? exchange.header('requestid') ?? '';
  return id === '' ? undefined : id.slice(0, maxIdLength);
}
