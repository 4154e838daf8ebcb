import { parseTemplate } from '../../shared/path-template.js';
import type { UpstreamPlan } from '../../shared/snapshot.js';
import { type Conditions, compileConditions } from './conditions.js';
import { Match } from './match.js';
import type { MatchRequest } from './match-request.js';
import { PathCaptures } from './path-captures.js';
import { compilePath, type PathPattern } from './path-pattern.js';
import type { Pool } from './pool.js';

export type { MatchRequest } from './match-request.js';

/** One route as the tree holds it. */
export class Candidate<T> {
  readonly route: T;
  /** The lower, the earlier chosen. */
  readonly order: number;
  private readonly conditions: Conditions | null;
  private readonly captures: PathCaptures;
  /** Folded: what the tree is built from; a search reads the tree instead. */
  readonly path: PathPattern;

  constructor(route: T, upstream: UpstreamPlan, order: number, pool: Pool) {
    const template = parseTemplate(upstream.pathTemplate);
    this.route = route;
    this.order = order;
    this.conditions = compileConditions(upstream, template, pool);
    this.path = compilePath(template, false, pool);
    const { caseSensitive } = upstream;
    const captures = new PathCaptures(caseSensitive ? compilePath(template, true, pool) : this.path, !caseSensitive);
    this.captures = pool.captures.obtain(captures.key, () => captures);
  }

  /** Everything but host and path without case; `form` is the path in normal form. */
  accepts(request: MatchRequest, form: string): boolean {
    return this.conditions === null || this.conditions.accept(request, form);
  }

  /** Header values are read at once: a request may not be asked later. */
  match(request: MatchRequest): Match<T> {
    const headers = this.conditions?.headers ?? null;
    const headerValues: string[] | null = headers === null ? null : [];
    for (const header of headers ?? []) header.capture(request.header(header.name) ?? '', headerValues ?? []);
    return new Match(this.route, this, request.path, request.query, headerValues);
  }

  capture(path: string, query: string | undefined): string[] {
    const values: string[] = [];
    this.captures.capture(path, values);
    this.conditions?.query?.capture(query, values);
    return values;
  }
}
