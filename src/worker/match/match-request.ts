/** What a request is matched by. */
export interface MatchRequest {
  /** As received. */
  readonly method: string;
  /** Raw, begins with `/`, dot segments resolved. */
  readonly path: string;
  /** Raw and without `?`; `undefined` without one, `''` for a bare `?`. */
  readonly query: string | undefined;
  /** The `Host` header as received. */
  readonly host: string;
  /** By lower-case name; several lines are joined by `,`. */
  header(name: string): string | null;
}
