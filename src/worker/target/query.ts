import { endOfParameter } from '../match/query-pattern.js';

/** The query without the parameters whose name is among `names`, which are lower case when case does not count. */
export function withoutNames(query: string, names: readonly string[], ignoreCase: boolean): string {
  let kept: string | null = null;
  let start = 0;
  while (start <= query.length) {
    const end = endOfParameter(query, start);
    const name = parameterName(query, start, end);
    const drop = names.includes(ignoreCase ? name.toLowerCase() : name);
    if (drop && kept === null) kept = query.slice(0, Math.max(0, start - 1));
    if (!drop && kept !== null) kept += `${kept === '' ? '' : '&'}${query.slice(start, end)}`;
    start = end + 1;
  }
  return kept ?? query;
}

/**
 * The query that a template wrote and what the client sent: first the former, then each parameter of the latter that has
 * no name of the former and none of `taken`. Names count as they are cased.
 *
 * Source: Ocelot, query rules for a downstream template with a query; order, duplicates and spelling are kept beyond it.
 */
export function mergeQueries(fresh: string, incoming: string, taken: readonly string[]): string {
  const names = [...taken];
  let written = '';
  for (let start = 0; start <= fresh.length; ) {
    const end = endOfParameter(fresh, start);
    if (end > start) {
      written += `${written === '' ? '' : '&'}${fresh.slice(start, end)}`;
      names.push(parameterName(fresh, start, end));
    }
    start = end + 1;
  }
  const rest = withoutNames(incoming, names, false);
  return written === '' || rest === '' ? written + rest : `${written}&${rest}`;
}

/** Name of the parameter between two positions, decoded as form data. */
export function parameterName(query: string, start: number, end: number): string {
  const equals = query.indexOf('=', start);
  const raw = query.slice(start, equals < 0 || equals > end ? end : equals);
  if (!raw.includes('%') && !raw.includes('+')) return raw;
  const spaced = raw.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
