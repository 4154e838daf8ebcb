import type { RequestIdPlan } from '../../shared/snapshot.js';

/** `null` without a key: ids are not passed on then (Ocelot: request id). */
export function requestIdPlan(route: string | undefined, global: string | undefined): RequestIdPlan | null {
  const routeKey = route?.trim().toLowerCase() || null;
  const globalKey = global?.trim().toLowerCase() || null;
  return routeKey === null && globalKey === null ? null : { globalKey, routeKey };
}
