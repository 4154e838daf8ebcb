/** The scheme that believes a proxy in front about certificates of clients (RFC 9440). */
export interface ClientCertificateAuthenticationPlan {
  readonly kind: 'ClientCertificate';
  readonly name: string;
  /** SHA-256 fingerprints in lower-case hexadecimal digits; `null`: every one. */
  readonly thumbprints: readonly string[] | null;
  /** PEM texts of authorities; `null`: what the proxy lets through. */
  readonly roots: readonly string[] | null;
}
