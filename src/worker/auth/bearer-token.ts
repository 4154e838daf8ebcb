/** Longest token in characters. */
const maxToken = 16_384;

/** The token of `Authorization: Bearer …` (RFC 6750, 2.1); `null` when the field holds no token. */
export function bearerToken(authorization: string): string | null {
  const token = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization)?.[1];
  return token === undefined || token.length > maxToken ? null : token;
}

/** RFC 6750, 3: a request that brought no token is told no error. */
export function bearerChallenge(authorization: string | null): string {
  return authorization !== null && /^bearer +/i.test(authorization) ? 'Bearer error="invalid_token"' : 'Bearer';
}
