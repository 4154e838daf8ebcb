/** Which authentication schemes of a route are tried, in order; the first that succeeds tells who the user is. */
export interface AuthenticationPlan {
  /** At least one; names under `Authentication.Schemes`, as they are spelled there. */
  readonly schemes: readonly string[];
}
