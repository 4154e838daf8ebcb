import type { Config } from '../../shared/config/config.js';
import type { Snapshot } from '../../shared/snapshot.js';
import { routeOrder } from './route-order.js';
import { aggregatePlan, routePlan } from './route-plan.js';
import { settings } from './settings.js';

export { routeOrder } from './route-order.js';

/** What the workers run, made of a configuration without errors. Pure. */
export function compile(config: Config, id: number): Snapshot {
  const routes = config.Routes.map((route, index) => routePlan(route, index, config.GlobalConfiguration));
  const aggregates = config.Aggregates.map(aggregatePlan);
  return { ...settings(config.Gateway, id), routes: routeOrder([...routes, ...aggregates]) };
}
