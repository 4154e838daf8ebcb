import type { RoutePlan } from '../shared/snapshot.js';
import type { MatchRequest } from '../worker/match/candidate.js';
import { resolveDotSegments } from '../worker/match/dot-segments.js';
import { explain, type Verdict } from '../worker/match/explain.js';
import { compiled } from './compiled.js';
import { exitCodes } from './exit-codes.js';
import type { ConfigurationOptions } from './load-request.js';
import { UsageError } from './usage-error.js';

export interface MatchOptions extends ConfigurationOptions {
  /** `name: value` each. */
  readonly header?: readonly string[] | undefined;
}

/** Tells which route a request takes, why, where it goes, and which other routes match. Exit code: 0, or 1 without a match. */
export async function match(method: string, url: string, options: MatchOptions): Promise<number> {
  const request = matchRequest(method, url, headersOf(options.header ?? []));
  const { routes } = await compiled(options);
  const { winner, target, matched, missed } = explain(routes, request);
  const lines = winner === null ? ['No route matches: the answer is 404.'] : winnerLines(winner, target);
  if (matched.length > 0) lines.push('', 'These match too:', ...matched.map(line));
  if (missed.length > 0) lines.push('', 'These have the path and do not match:', ...missed.map(line));
  process.stdout.write(`${lines.join('\n')}\n`);
  return winner === null ? exitCodes.failed : exitCodes.ok;
}

/** `url` with or without scheme and host; its path and query are taken as they are written. */
function matchRequest(method: string, url: string, headers: ReadonlyMap<string, string>): MatchRequest {
  const [, authority, target] = /^(?:[a-z]+:\/\/([^/?#]+))?([^#]*)/is.exec(url) ?? [];
  const whole = target?.startsWith('/') ? target : `/${target ?? ''}`;
  const mark = whole.indexOf('?');
  return {
    method: method.toUpperCase(),
    path: resolveDotSegments(mark === -1 ? whole : whole.slice(0, mark)),
    query: mark === -1 ? undefined : whole.slice(mark + 1),
    host: headers.get('host') ?? authority ?? 'localhost',
    header: (name) => headers.get(name) ?? null,
  };
}

function headersOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([^:]+):(.*)$/s.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new UsageError(`--header "${line}" is not "name: value"`);
    const key = name.trim().toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value.trim() : `${before},${value.trim()}`);
  }
  return headers;
}

function winnerLines({ plan, why }: Verdict, target: string | null): string[] {
  return [
    `${plan.source} ${plan.name}`,
    `  because     ${why}`,
    `  downstream  ${target === null ? 'none: a value of the request would change the path' : downstreamUrl(plan, target)}`,
    ...(plan.blockedBy.length === 0 ? [] : [`  answers     503, not active yet: ${plan.blockedBy.join(', ')}`]),
  ];
}

function downstreamUrl({ downstream, service }: RoutePlan, target: string): string {
  const [first] = service.destinations;
  const host = first === undefined ? '(no destination)' : first.port === 0 ? first.host : `${first.host}:${first.port}`;
  const others = service.destinations.length > 1 ? `  (${service.destinations.length} destinations)` : '';
  return `${downstream.method ?? ''} ${downstream.scheme ?? 'http'}://${host}${target}${others}`.trim();
}

function line({ plan, why }: Verdict): string {
  return `  ${plan.source} ${plan.name}: ${why}`;
}
