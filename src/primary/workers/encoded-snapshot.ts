import type { ToWorker } from '../../shared/control.js';
import { encodeRoutes } from '../../shared/route-codec.js';
import type { Snapshot } from '../../shared/snapshot.js';

/** Linked by a worker in a few milliseconds, so that no part stalls its traffic. */
const ROUTES_PER_PART = 100;

/** A snapshot as the messages every worker gets: encoded once, sent to each. */
export interface EncodedSnapshot {
  readonly id: number;
  readonly routes: number;
  readonly messages: readonly ToWorker[];
}

export function encodeSnapshot(snapshot: Snapshot): EncodedSnapshot {
  const { routes, ...settings } = snapshot;
  const messages: ToWorker[] = [{ type: 'snapshot.begin', settings }];
  for (let from = 0; from < routes.length; from += ROUTES_PER_PART) {
    const part = encodeRoutes(routes.slice(from, from + ROUTES_PER_PART));
    messages.push({ type: 'snapshot.routes', id: snapshot.id, routes: part });
  }
  messages.push({ type: 'snapshot.commit', id: snapshot.id });
  return { id: snapshot.id, routes: routes.length, messages };
}
