import { isOwnHeader } from '../../shared/policies/header-names.js';

/** Lines of a head as Fetch has them. Throws when one holds a byte that no field may have. */
export function headersOf(fields: string): Headers {
  const headers = new Headers();
  if (fields === '') return headers;
  for (const line of fields.split('\r\n')) {
    const colon = line.indexOf(':');
    headers.append(line.slice(0, colon), fieldValue(line));
  }
  return headers;
}

/**
 * Fields as lines joined by CRLF, without framing and what belongs to the connection.
 *
 * @param before lines that the fields may have been made of: one that is still the same stays as it is spelled there
 */
export function linesOf(headers: Headers, before: string): string {
  const lines: string[] = [];
  const kept = new Set<string>();
  for (const [name, group] of byName(before)) {
    const now = name === 'set-cookie' ? headers.getSetCookie().join(', ') : headers.get(name);
    if (now !== group.map(fieldValue).join(', ')) continue;
    kept.add(name);
    lines.push(...group);
  }
  for (const [name, value] of headers) {
    if (!kept.has(name) && (name === 'date' || !isOwnHeader(name, 'response'))) lines.push(`${name}: ${value}`);
  }
  return lines.join('\r\n');
}

function byName(fields: string): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  if (fields === '') return groups;
  for (const line of fields.split('\r\n')) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [line]);
    else group.push(line);
  }
  return groups;
}

function fieldValue(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim();
}
