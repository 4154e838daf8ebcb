/** What a user must bring along. */
export interface AuthorizationPlan {
  /** Scopes of which the user needs one; `null`: none is required. */
  readonly scopes: readonly string[] | null;
  /** Claim type and the value it must have, or `{placeholder}`; all of them. */
  readonly claims: readonly (readonly [type: string, requirement: string])[];
}
