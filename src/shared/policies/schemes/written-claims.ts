/** Claims of a user who is written down: each type and its values. */
export type WrittenClaims = readonly (readonly [type: string, values: readonly string[]])[];

/** Claim types that get other names: old name and new name. */
export type ClaimNames = readonly (readonly [from: string, to: string])[];
