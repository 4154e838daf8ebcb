import type { Hop } from './redirect.js';

/** Secrets are for the origin they were sent to; fields about a body go with the body. */
export function fieldsAfter(hop: Hop, fields: readonly string[], bodyDropped: boolean): readonly string[] {
  const kept: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const name = (fields[i] as string).toLowerCase();
    if (hop.otherOrigin && (name === 'authorization' || name === 'cookie')) continue;
    if (bodyDropped && name.startsWith('content-')) continue;
    kept.push(fields[i] as string, fields[i + 1] as string);
  }
  return kept;
}
