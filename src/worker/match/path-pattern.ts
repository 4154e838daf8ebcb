import { type PathTemplate, splitParts } from '../../shared/path-template.js';
import { foldCase, normalForm } from './normal-form.js';
import { ANY, FILLED, Pattern } from './pattern.js';
import type { Pool } from './pool.js';
import { makeSegment, type Segment } from './segment.js';

/**
 * What may follow the segments: nothing, one optional slash, anything after an optional slash, or a pattern over all
 * that is left.
 */
export type PathEnd =
  | { readonly kind: 'exact' | 'slash' | 'rest' }
  | { readonly kind: 'tail'; readonly pattern: Pattern };

/** The path of an upstream template, or its later part, in normal form (folded unless case counts). */
export class PathPattern {
  readonly segments: readonly Segment[];
  readonly end: PathEnd;
  /** The last segment may be empty when the request has a query: `/invoices/{url}?{query}` on `/invoices/?x=1`. */
  readonly emptyLast: boolean;

  constructor(segments: readonly Segment[], end: PathEnd, emptyLast: boolean) {
    this.segments = segments;
    this.end = end;
    this.emptyLast = emptyLast;
  }

  /** Equal patterns have equal keys. */
  get key(): string {
    const end = this.end.kind === 'tail' ? this.end.pattern.key : this.end.kind;
    return [...this.segments.map((segment) => segment.key), this.end.kind, end, this.emptyLast].join('/');
  }

  /** The pattern of what follows the first `depth` segments; equal ones are one object. */
  after(depth: number, pool: Pool): PathPattern {
    const later = new PathPattern(this.segments.slice(depth), this.end, this.emptyLast);
    return pool.paths.obtain(later.key, () => later);
  }

  /** Whether a path, in the form of this pattern, has it from the slash (or the end) at `from` on. */
  fits(form: string, from: number, hasQuery: boolean): boolean {
    const { segments } = this;
    let at = from;
    for (let index = 0; index < segments.length; index++) {
      const segment = segments[index];
      if (segment === undefined || at === form.length) return false;
      const start = at + 1;
      at = endOfSegment(form, start);
      if (segment.kind === 'literal' && (at - start !== segment.text.length || !form.startsWith(segment.text, start))) {
        return false;
      }
      if (segment.kind === 'mixed' && !segment.pattern.fits(form, start, at, FILLED, null)) return false;
      if (segment.kind === 'lone' && at === start) {
        return hasQuery && this.emptyLast && index === segments.length - 1 && at === form.length;
      }
    }
    const left = form.length - at;
    if (this.end.kind === 'tail') return left > 0 && this.end.pattern.fits(form, at + 1, form.length, ANY, null);
    return left === 0 || this.end.kind === 'rest' || (left === 1 && this.end.kind === 'slash');
  }
}

/**
 * Source: Ocelot, turning the template into a regular expression, with its corrections: literals are no patterns, and only a
 * last segment that is a placeholder alone is optional.
 */
export function compilePath(template: PathTemplate, caseSensitive: boolean, pool: Pool): PathPattern {
  const literal = (text: string) => (caseSensitive ? normalForm(text) : foldCase(normalForm(text)));
  const pieces = splitParts(template.path, '/').slice(1);
  const lastPiece = pieces.at(-1) ?? [];
  const { query } = template;
  const open = query === null && lastPiece.some((part) => part.kind === 'placeholder');
  const slash = lastPiece.length === 0 && (pieces.length > 1 || query !== null);
  const segments = (open || slash ? pieces.slice(0, -1) : pieces).map((piece) => {
    const pattern = Pattern.of(piece, literal);
    return pool.segments.obtain(pattern.key, () => makeSegment(pattern));
  });
  const anyQuery = query !== null && query.length > 0 && query.every((part) => part.kind === 'placeholder');
  const emptyLast = anyQuery && !slash && segments.at(-1)?.kind === 'lone';
  return new PathPattern(segments, open ? openEnd(Pattern.of(lastPiece, literal)) : closedEnd(slash, query), emptyLast);
}

function openEnd(last: Pattern): PathEnd {
  return last.isLone ? { kind: 'rest' } : { kind: 'tail', pattern: last };
}

function closedEnd(slash: boolean, query: PathTemplate['query']): PathEnd {
  return { kind: slash || query !== null ? 'slash' : 'exact' };
}

/** Where the segment that starts at `start` ends: at the next slash or with the path. */
export function endOfSegment(path: string, start: number): number {
  const slash = path.indexOf('/', start);
  return slash < 0 ? path.length : slash;
}
