import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../exchange.js';
import type { CachedAnswer } from './cached-answer.js';
import type { Flight } from './flight.js';
import type { Era } from './region.js';
import type { RouteCache } from './route-cache.js';
import { isLock } from './second-level.js';
import { variantKey } from './vary.js';

/** Between two looks for what another worker fetches, ms: each time longer, up to the last. */
const FIRST_PAUSE = 10;
const LAST_PAUSE = 100;

/**
 * Brings an answer of the second level into the worker's memory. With `Coalesce: "cluster"` one worker fetches what is not
 * there, and the others wait for it. Never rejects.
 *
 * @returns `false`: there is none for this request, it calls the service
 */
export async function findShared(
  route: RouteCache,
  exchange: Exchange,
  key: string,
  flight: Flight | null,
): Promise<boolean> {
  const { era } = route.region;
  try {
    const answer = await ask(route, key, era);
    if (await adopt(route, exchange, key, era, answer)) return true;
    const isAlone = flight === null || flight.lock !== null || route.plan.coalesce !== 'cluster';
    // What is there and does not fit, somebody else will not bring.
    if (isAlone || answer !== null || exchange.settled) return false;
    return await findFetched(route, exchange, key, flight, era);
  } catch {
    return false;
  }
}

/** Waits until another worker has fetched the answer, or this one may. */
async function findFetched(
  route: RouteCache,
  exchange: Exchange,
  key: string,
  flight: Flight,
  era: Era,
): Promise<boolean> {
  // The time of the route counts for the wait; its call, if it makes one, has its own.
  exchange.route!.deadlines.add(exchange);
  exchange.upload?.watch();
  try {
    for (let pause = FIRST_PAUSE; !exchange.settled; pause = Math.min(pause * 1.5, LAST_PAUSE)) {
      const level = route.cache.shared;
      if (level === null || era.isOver) return false;
      const claimed = await level.claim(key, route.region.name, era.epoch);
      if (claimed === 'free') return false;
      if (claimed === 'taken') await sleep(pause, null, { ref: false });
      else if (!isLock(claimed)) return await adopt(route, exchange, key, era, claimed);
      else if (exchange.settled) claimed.release(false);
      else {
        flight.lock = claimed;
        return false;
      }
    }
    return false;
  } finally {
    exchange.deadlineQueue?.remove(exchange);
  }
}

async function adopt(
  route: RouteCache,
  exchange: Exchange,
  key: string,
  era: Era,
  found: CachedAnswer | null,
): Promise<boolean> {
  // Under the key itself lies one of several: the fields that tell which one is wanted are the same for all.
  const answer =
    found === null || found.vary === null ? found : await ask(route, variantKey(key, found.vary, exchange), era);
  if (answer === null || era.isOver) return false;
  route.cache.adopt(route.region, era, key, answer, exchange);
  return true;
}

async function ask({ cache, region }: RouteCache, key: string, era: Era): Promise<CachedAnswer | null> {
  return cache.shared?.get(key, region.name, era.epoch) ?? null;
}
