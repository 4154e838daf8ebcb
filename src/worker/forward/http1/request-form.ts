/** What a request head has beside the request, on every connection of a pool. */
export interface RequestForm {
  /** Stands before the target: scheme and authority in front of a proxy (RFC 9112, 3.2.2), else nothing. */
  readonly prefix: string;
  /** Field lines, each with its CRLF. */
  readonly lines: string;
}

export const plainForm: RequestForm = { prefix: '', lines: '' };
