import { Interner } from '../../shared/interner.js';
import type { Conditions } from './conditions.js';
import type { PathCaptures } from './path-captures.js';
import type { PathPattern } from './path-pattern.js';
import type { Segment } from './segment.js';

/** What the routes of one matcher share; let go of once it is built. */
export class Pool {
  readonly segments = new Interner<Segment>();
  readonly paths = new Interner<PathPattern>();
  readonly captures = new Interner<PathCaptures>();
  readonly conditions = new Interner<Conditions>();
}
