import type { RoutePlan } from '../shared/snapshot.js';
import { compiled } from './compiled.js';
import type { ConfigurationOptions } from './load-request.js';
import { table } from './table.js';

const HEAD = ['PRIORITY', 'METHODS', 'HOST', 'UPSTREAM', 'DOWNSTREAM', 'FROM', ''];

/** Prints the compiled routes in the order in which a request chooses. Exit code: 0. */
export async function routes(options: ConfigurationOptions): Promise<number> {
  const snapshot = await compiled(options);
  process.stdout.write(table([HEAD, ...snapshot.routes.map(row)]));
  return 0;
}

function row({ upstream, downstream, service, source, blockedBy }: RoutePlan): string[] {
  const hosts = service.destinations.map(({ host, port }) => (port === 0 ? host : `${host}:${port}`)).join(', ');
  return [
    String(upstream.priority),
    upstream.methods.join(',') || 'any',
    upstream.host ?? 'any',
    upstream.pathTemplate,
    `${downstream.scheme ?? '(request)'}://${hosts || '(none)'}${downstream.pathTemplate}`,
    source,
    blockedBy.length === 0 ? '' : `answers 503: ${blockedBy.join(', ')} not active yet`,
  ];
}
