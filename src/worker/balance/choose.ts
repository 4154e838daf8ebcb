import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Candidates } from './candidates.js';

/** Goes on with an exchange that has its endpoint now. */
type GoOn = (exchange: Exchange) => void;

/**
 * Chooses where a request goes.
 *
 * @param goOn called later, when the choice takes time and the exchange has not ended meanwhile
 * @returns `true`: the endpoint is set; `false`: the exchange has ended, or `goOn` is still to come
 */
export function choose(exchange: Exchange, candidates: Candidates, goOn: GoOn): boolean {
  if (candidates.destinations.length === 0) return take(exchange, null);
  try {
    const chosen = exchange.route!.service.balancer.choose(exchange, candidates);
    if (!(chosen instanceof Promise)) return take(exchange, chosen);
    takeLater(exchange, chosen, goOn);
  } catch (error) {
    refuse(exchange, error);
  }
  return false;
}

/**
 * Chooses again after a call that failed; the call before is not counted any more.
 *
 * @param tried destinations that get the request again only when there is no other
 * @param goOn called once the endpoint is set, now or later, unless the exchange has ended
 */
export function chooseAgain(exchange: Exchange, tried: readonly Destination[], goOn: GoOn): void {
  exchange.lease?.release();
  exchange.lease = null;
  if (choose(exchange, exchange.route!.service.candidates.without(tried), goOn)) goOn(exchange);
}

function take(exchange: Exchange, chosen: Destination | null): boolean {
  const route = exchange.route!;
  if (chosen === null) {
    exchange.fail('noDestination', `${route.name} has no destination`);
    return false;
  }
  exchange.destination = chosen;
  exchange.endpoint = chosen.endpoint(route.secure ?? exchange.secure);
  return true;
}

/** Choosing counts as a part of the time in which the service must answer: an extension may never come to an end. */
function takeLater(exchange: Exchange, promise: Promise<Destination | null>, goOn: GoOn): void {
  const { deadlines } = exchange.route!;
  const isTimed = exchange.deadlineQueue === null;
  if (isTimed) deadlines.add(exchange);
  exchange.upload?.watch();
  promise.then(
    (chosen) => {
      if (exchange.settled || exchange.hasAnswer) return;
      if (isTimed) deadlines.remove(exchange);
      if (take(exchange, chosen)) goOn(exchange);
    },
    (error) => {
      if (!exchange.settled && !exchange.hasAnswer) refuse(exchange, error);
    },
  );
}

function refuse(exchange: Exchange, error: unknown): void {
  const { type, custom } = exchange.route!.service.plan.balancer;
  const detail = error instanceof Error ? error.message : String(error);
  exchange.fail('balancer', `load balancer ${type === 'custom' ? custom : type}: ${detail}`);
}
