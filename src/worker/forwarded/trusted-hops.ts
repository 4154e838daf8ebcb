import type { Exchange } from '../exchange.js';
import type { ForwardedElement } from './element.js';
import { listEntries, listEntry } from './nodes.js';
import { parseForwarded } from './parse-forwarded.js';

/** What trusted proxies said about the way of a request before them. */
export interface TrustedHops {
  /** The client's first. */
  readonly elements: readonly ForwardedElement[];
  /** The same as `X-Forwarded-For` has it; empty without a hop. */
  readonly addresses: string;
  /** Of the first hop; `null` when nobody said. */
  readonly proto: string | null;
  readonly host: string | null;
}

/** Reads the kind of field that this host believes; the other kind may have come from anybody (RFC 7239, 8.1). */
export function trustedHops(exchange: Exchange): TrustedHops {
  const { read } = exchange.gateway.runtime.settings.forwardedHeaders;
  return read === 'Forwarded' ? readForwarded(exchange) : readLists(exchange);
}

function readForwarded(exchange: Exchange): TrustedHops {
  const elements = parseForwarded(exchange.header('forwarded') ?? '');
  const [first] = elements;
  return {
    elements,
    addresses: elements.map((element) => listEntry(element.get('for') ?? 'unknown')).join(', '),
    proto: first?.get('proto') ?? null,
    host: first?.get('host') ?? null,
  };
}

function readLists(exchange: Exchange): TrustedHops {
  const entries = listEntries(exchange.header('x-forwarded-for') ?? '');
  const proto = listEntries(exchange.header('x-forwarded-proto') ?? '')[0] ?? null;
  const host = listEntries(exchange.header('x-forwarded-host') ?? '')[0] ?? null;
  const elements = entries.map((entry) => new Map([['for', entry]]));
  if (host !== null) elements[0]?.set('host', host);
  if (proto !== null) elements[0]?.set('proto', proto);
  return { elements, addresses: entries.join(', '), proto, host };
}
