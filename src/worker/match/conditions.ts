import type { PathTemplate } from '../../shared/path-template.js';
import type { UpstreamPlan } from '../../shared/snapshot.js';
import { HeaderPattern } from './header-pattern.js';
import type { MatchRequest } from './match-request.js';
import { compilePath, type PathPattern } from './path-pattern.js';
import type { Pool } from './pool.js';
import { QueryPattern } from './query-pattern.js';

/** What a route asks of a request besides host and path; the tree has found it without regard to case. */
export class Conditions {
  readonly query: QueryPattern | null;
  readonly headers: readonly HeaderPattern[] | null;
  private readonly methods: readonly string[] | null;
  private readonly exactPath: PathPattern | null;

  constructor(upstream: UpstreamPlan, template: PathTemplate, pool: Pool) {
    const { caseSensitive, methods, headerTemplates } = upstream;
    this.methods = methods.length === 0 ? null : methods;
    this.exactPath = caseSensitive ? compilePath(template, true, pool) : null;
    this.query = template.query === null ? null : new QueryPattern(template.query, caseSensitive);
    this.headers =
      headerTemplates.length === 0
        ? null
        : headerTemplates.map(([name, header]) => new HeaderPattern(name, header, caseSensitive));
  }

  /** `form` is the path in normal form. */
  accept(request: MatchRequest, form: string): boolean {
    if (this.methods !== null && !hasMethod(this.methods, request.method)) return false;
    if (this.exactPath !== null && !this.exactPath.fits(form, 0, request.query !== undefined)) return false;
    if (this.query !== null && !this.query.matches(request.query)) return false;
    return this.headers === null || this.headers.every((header) => header.matches(request.header(header.name)));
  }
}

/** `null` when a route asks for nothing; routes that ask for methods only share theirs. */
export function compileConditions(upstream: UpstreamPlan, template: PathTemplate, pool: Pool): Conditions | null {
  const { caseSensitive, methods, headerTemplates } = upstream;
  if (caseSensitive || template.query !== null || headerTemplates.length > 0) {
    return new Conditions(upstream, template, pool);
  }
  if (methods.length === 0) return null;
  return pool.conditions.obtain(methods.join(' '), () => new Conditions(upstream, template, pool));
}

function hasMethod(methods: readonly string[], method: string): boolean {
  return methods.includes(method) || methods.includes(method.toUpperCase());
}
