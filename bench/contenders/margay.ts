import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../compiled.js';
import type { Command } from '../processes.js';
import { routeTemplate } from '../routes.js';
import type { Contender, Place } from './contender.js';

/** One worker, with as many routes as the scenario says. */
export const margay: Contender = {
  name: 'Margay',
  missing: () => null,
  plays: () => true,
  onePath: false,
  launch: (place) =>
    command(place, place.scenario.transforms ? [transforming(place)] : routesOf(place, place.scenario.routes)),
};

/** The same with a single route, to see what the other 9,999 cost. */
export const margayOneRoute: Contender = {
  name: 'Margay (1 route)',
  missing: () => null,
  plays: (scenario) => scenario.routes > 1,
  onePath: true,
  launch: (place) => command(place, routesOf(place, 1)),
};

/** The same without transforms, to see what they cost. */
export const margayPlain: Contender = {
  name: 'Margay (plain)',
  missing: () => null,
  plays: (scenario) => scenario.transforms,
  onePath: false,
  launch: (place) => command(place, routesOf(place, 1)),
};

function command(place: Place, routes: readonly object[]): Command {
  const config = join(place.folder, 'ocelot.json');
  writeFileSync(config, JSON.stringify({ Routes: routes }));
  const flags = [
    '--host',
    '127.0.0.1',
    '--port',
    `${place.port}`,
    '--admin-port',
    `${place.adminPort}`,
    '--workers',
    '1',
  ];
  return { program: process.execPath, args: [`${root}dist/cli.js`, 'start', '--config', config, ...flags] };
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

function transforming({ backendPort }: Place): object {
  return {
    UpstreamPathTemplate: '/bench/json?value={value}',
    DownstreamPathTemplate: '/bench/json?renamed={value}',
    DownstreamScheme: 'http',
    DownstreamHostAndPorts: [{ Host: '127.0.0.1', Port: backendPort }],
    UpstreamHeaderTransform: { 'X-Forwarded-Host': '{UpstreamHost}', 'X-Gateway': 'margay' },
    DownstreamHeaderTransform: { 'X-Served-By': 'margay' },
  };
}
