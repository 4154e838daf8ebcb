import type { QosPlan } from '../../shared/policies/qos.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when the route has neither a circuit breaker nor a timeout of its own. */
export function qosPlan(_effective: EffectiveRoute): QosPlan | null {
  return null;
}
