import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../compiled.js';
import { type PolicySketch, policies } from '../policies.js';
import type { Command } from '../processes.js';
import { routeTemplate } from '../routes.js';
import type { Contender, Place } from './contender.js';

/** As many routes, policies and workers as the scenario says. */
export const margay: Contender = {
  name: 'Margay',
  missing: () => null,
  plays: () => true,
  onePath: false,
  launch: (place) => command(place, routesOf(place, place.scenario.routes), place.scenario.policies),
};

/** The same with a single route, to see what the other 9,999 cost. */
export const margayOneRoute: Contender = {
  name: 'Margay (1 route)',
  missing: () => null,
  plays: (scenario) => scenario.routes > 1,
  onePath: true,
  launch: (place) => command(place, routesOf(place, 1), []),
};

/** The same without policies, to see what they cost. */
export const margayPlain: Contender = {
  name: 'Margay (plain)',
  missing: () => null,
  plays: (scenario) => scenario.policies.length > 0,
  onePath: false,
  launch: (place) => command(place, routesOf(place, 1), []),
};

function command(place: Place, routes: readonly object[], names: Place['scenario']['policies']): Command {
  const { scenario, folder, port, adminPort, redisPort } = place;
  const sketches: readonly PolicySketch[] = names.map((name) => policies[name]);
  const config = join(folder, 'ocelot.json');
  writeFileSync(
    config,
    JSON.stringify({
      Routes: routes.map((route) => Object.assign({}, route, ...sketches.map((sketch) => sketch.route))),
      ...Object.assign({}, ...sketches.map((sketch) => sketch.config ?? {})),
    }),
  );
  const flags = { host: '127.0.0.1', port, 'admin-port': adminPort, workers: scenario.workers };
  return {
    program: process.execPath,
    args: [
      ...[`${root}dist/cli.js`, 'start', '--config', config],
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, `${value}`]),
      ...(redisPort === null ? [] : ['--redis', `redis://127.0.0.1:${redisPort}`]),
    ],
  };
}

function routesOf({ scenario, backendPort }: Place, count: number): object[] {
  const route = (template: string) => ({
    UpstreamPathTemplate: template,
    DownstreamPathTemplate: template,
    DownstreamScheme: scenario.kind === 'websocket' ? 'ws' : 'http',
    DownstreamHostAndPorts: [{ Host: '127.0.0.1', Port: backendPort }],
  });
  if (scenario.routes === 1) return [route('/bench/{everything}')];
  return Array.from({ length: count }, (_, index) => route(routeTemplate(index)));
}
