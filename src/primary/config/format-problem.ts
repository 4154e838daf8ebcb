import type { Problem } from './contract.js';

/**
 * A problem as lines for a terminal: severity, path and place, then the message, then what to do.
 * The text of a message stands on one line.
 */
export function formatProblem({ severity, path, location, message, suggestion }: Problem): string {
  const place = [path, location === null ? '' : `(${location})`].filter((part) => part !== '').join(' ');
  const lines = [`${severity}: ${place}`.trimEnd(), `    ${message}`];
  if (suggestion !== null) lines.push(`    -> ${suggestion}`);
  return lines.join('\n');
}
