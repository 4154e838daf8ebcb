/** What a value of `AddHeadersToRequest` and its like takes from a user's claims. */
export interface ClaimExpression {
  readonly claimType: string;
  /** Which part of the split value; 0 without a delimiter. A negative one is never there. */
  readonly index: number;
  /** `null`: the whole value. */
  readonly delimiter: string | null;
}

/**
 * Reads `Claims[type] > value` or `Claims[type] > value[n] > delimiter`; `null` when the text is neither.
 * An index without a delimiter is ignored. Source: Ocelot, claims transformation, grammar of the value.
 */
export function parseClaimExpression(text: string): ClaimExpression | null {
  const parts = text.split('>');
  const claim = parts[0]!;
  if (parts.length < 2 || !/Claims\[.*\]/s.test(claim)) return null;
  const claimType = claim.slice(claim.indexOf('[') + 1, claim.indexOf(']'));
  if (parts.length < 3 || !/value\[.*\]/s.test(parts[1]!)) return { claimType, index: 0, delimiter: null };
  const index = /\[\s*([+-]?\d+)\s*\]/.exec(parts[1]!);
  return index === null ? null : { claimType, index: Number(index[1]), delimiter: parts[2]!.trim() };
}
