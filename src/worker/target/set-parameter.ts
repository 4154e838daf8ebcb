import { endOfParameter } from '../match/query-pattern.js';
import { encodeQuery } from './encode.js';
import { parameterName } from './query.js';

/**
 * The query with this parameter, free text that is encoded here: in place of the first one whose name equals without regard
 * to case, else at the end. Further ones of the name go, so that nobody reads a value that the client chose.
 */
export function setParameter(query: string | undefined, name: string, value: string): string {
  const parameter = `${encodeQuery(name)}=${encodeQuery(value)}`;
  if (query === undefined || query === '') return parameter;
  const wanted = name.toLowerCase();
  const pieces: string[] = [];
  let placed = false;
  for (let start = 0; start <= query.length; ) {
    const end = endOfParameter(query, start);
    if (parameterName(query, start, end).toLowerCase() !== wanted) pieces.push(query.slice(start, end));
    else if (!placed) {
      pieces.push(parameter);
      placed = true;
    }
    start = end + 1;
  }
  if (!placed) pieces.push(parameter);
  return pieces.join('&');
}
