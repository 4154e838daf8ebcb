/** What goes out to a leg at the end of a session. */
export interface CloseFrame {
  /** `null` is a close frame without a code (RFC 6455, 5.5.1), which the peer reports as 1005. */
  readonly code: number | null;
  /** At most 123 bytes of UTF-8. */
  readonly reason: string;
}

/** How a session ended: what is reported of it, and what the other leg is told. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
  readonly toOther: CloseFrame;
}

/** RFC 6455, 5.5: a control frame has at most 125 bytes, two are the code. */
const maxReasonBytes = 123;

/** RFC 6455, 7.4, and the codes registered since: 1004, 1005, 1006 and 1015 never go out, nor does what no one defined. */
export function isSendable(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

/** The frame that passes a close on as it came, or `null` when nothing that may be sent came. */
export function relayedClose(code: number, reason: string): CloseFrame | null {
  if (code === 1005) return { code: null, reason: '' };
  return isSendable(code) ? { code, reason } : null;
}

/** The reason cut to what a close frame holds, between two characters. */
export function cutReason(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= maxReasonBytes) return reason;
  let end = maxReasonBytes;
  // A UTF-8 continuation byte: its character would be cut in two.
  while (((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
