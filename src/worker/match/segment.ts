import { flatString } from '../../shared/flat-string.js';
import type { Pattern } from './pattern.js';

/** One segment of a path: fixed text, a placeholder alone, or text and placeholders mixed. Equal ones have equal keys. */
export type Segment = LiteralSegment | LoneSegment | MixedSegment;

export interface LiteralSegment {
  readonly kind: 'literal';
  readonly key: string;
  readonly text: string;
}

export interface LoneSegment {
  readonly kind: 'lone';
  readonly key: string;
}

export interface MixedSegment {
  readonly kind: 'mixed';
  readonly key: string;
  readonly pattern: Pattern;
}

export function makeSegment(pattern: Pattern): Segment {
  const key = flatString(pattern.key);
  if (pattern.isLone) return { kind: 'lone', key };
  // Without a placeholder, the key is the text.
  return pattern.literals.length === 1 ? { kind: 'literal', key, text: key } : { kind: 'mixed', key, pattern };
}
