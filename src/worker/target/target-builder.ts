import { hasDotSegment } from '../match/dot-segments.js';
import type { TargetNames } from './target-names.js';
import type { Overrides } from './text-form.js';
import type { TextTemplate } from './text-template.js';

/** What a target is built from besides the captured values. */
export interface TargetRequest {
  /** Raw, begins with `/`. */
  readonly path: string;
  /** Raw and without `?`; `undefined` without one. */
  readonly query: string | undefined;
}

/** The captured values of a match; asked for only when the target needs them. */
export interface Captured {
  readonly values: readonly string[];
}

/** What `compileTarget` finds out about a route. */
export interface TargetSettings {
  readonly path: TextTemplate;
  /** `null`: the downstream template has no query. */
  readonly query: TextTemplate | null;
  readonly names: TargetNames;
  /** Values may form a `.` or `..` segment. */
  readonly checkDots: boolean;
  /** A path that begins so is the target's path as it stands; `null` when there is no such path. */
  readonly unchangedPrefix: string | null;
}

/** Builds the path and query that go to the service, for one route. */
export class TargetBuilder {
  private readonly pathText: TextTemplate;
  private readonly queryText: TextTemplate | null;
  private readonly names: TargetNames;
  private readonly checkDots: boolean;
  private readonly unchangedPrefix: string | null;

  constructor(settings: TargetSettings) {
    this.pathText = settings.path;
    this.queryText = settings.query;
    this.names = settings.names;
    this.checkDots = settings.checkDots;
    this.unchangedPrefix = settings.unchangedPrefix;
  }

  /**
   * Ready for the request line. `null`: a value would be a `.` or `..` segment and so change the path; nothing spells such
   * a segment safely, the request is to be refused.
   */
  build(match: Captured, request: TargetRequest, overrides: Overrides | null = null): string | null {
    const path = this.path(match, request, overrides);
    if ((this.checkDots || overrides !== null) && hasDotSegment(path)) return null;
    const query = this.query(match, request.query, overrides);
    return query === null ? path : `${path}?${query}`;
  }

  /** Trailing slashes go when the client sent none; in front of a query of the template they stay. Source: Ocelot. */
  private path(match: Captured, request: TargetRequest, overrides: Overrides | null): string {
    const { pathText, queryText, unchangedPrefix } = this;
    if (unchangedPrefix !== null && overrides === null && request.path.startsWith(unchangedPrefix)) return request.path;
    const text = pathText.fixed ?? pathText.fill(match.values, overrides);
    if (queryText !== null || !text.endsWith('/') || request.path.endsWith('/')) return text;
    return withoutTrailingSlashes(text);
  }

  /** `null`: no question mark either. */
  private query(match: Captured, incoming: string | undefined, overrides: Overrides | null): string | null {
    const nothingSent = incoming === undefined || incoming === '';
    if (this.queryText === null) {
      return nothingSent ? (incoming ?? null) : this.names.with(overrides).carryOver(incoming) || null;
    }
    const fresh = this.queryText.fixed ?? this.queryText.fill(match.values, overrides);
    return (nothingSent ? fresh : this.names.with(overrides).merge(fresh, incoming)) || null;
  }
}

function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}
