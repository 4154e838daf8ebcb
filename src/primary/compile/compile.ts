import type { Config } from '../../shared/config/config.js';
import { type ExtensionNames, noExtensions } from '../../shared/extensions/extension-names.js';
import type { Snapshot } from '../../shared/snapshot.js';
import { aggregatePlan } from './aggregate-plan.js';
import { routeOrder } from './route-order.js';
import { routePlan } from './route-plan.js';
import { settings } from './settings.js';

export { routeOrder } from './route-order.js';

/** What the workers run, made of a configuration without errors. Pure. */
export function compile(config: Config, id: number, extensions: ExtensionNames = noExtensions): Snapshot {
  const routes = config.Routes.map((route, index) => routePlan(route, index, config.GlobalConfiguration, extensions));
  const byKey = new Map(config.Routes.map(({ Key }, index) => [Key ?? '', routes[index]!]));
  const aggregates = config.Aggregates.map((aggregate, index) => aggregatePlan(aggregate, index, byKey, extensions));
  return { ...settings(config, id), routes: routeOrder([...routes, ...aggregates]) };
}
