import type { FailureName } from '../../shared/errors.js';
import type { ClientCertificatePlan } from '../../shared/snapshot.js';

/** A header field with its name as written; the value is a Latin-1 string. */
export type Field = readonly [name: string, value: string];

/** What the gateway hands over after match, policies and the choice of a destination. Nothing is answered to the client yet. */
export interface Handshake {
  /** `ws://` or `wss://`; path and query go out byte for byte. */
  readonly url: string;
  /** The client's fields without hop-by-hop ones, `Host` and `Sec-WebSocket-*`. */
  readonly headers: readonly Field[];
  /** The `Host` field for the service. */
  readonly host: string;
  /** Sub-protocols the client offers, in its order. */
  readonly protocols: readonly string[];
  /** The client's `Sec-WebSocket-Key`. */
  readonly key: string;
  readonly acceptAnyCertificate: boolean;
  /** Shown to the service over TLS. */
  readonly clientCertificate: ClientCertificatePlan | null;
  /** The fields of the service's 101 as the client gets them. */
  readonly answerFields: (fields: readonly Field[]) => readonly Field[];
  /** Milliseconds for name look-up, connect, TLS and the service's answer together. */
  readonly connectTimeout: number;
}

/** One of `failed` and `refused`, or `opened` and later `closed`; nothing at all after `abort()` of an unanswered handshake. */
export interface TunnelEvents {
  /** Not answered yet: the gateway answers with the failure's status. */
  failed(failure: FailureName, detail: string): void;
  /**
   * The service answered with another status, which the gateway relays. The fields are end-to-end ones without
   * `Content-Length` and `Date`; the body is cut at 64 KB.
   */
  refused(status: number, reason: string, headers: readonly Field[], body: Buffer): void;
  /** The client is accepted. */
  opened(): void;
  /**
   * Exactly once after `opened()`, when both legs have ended.
   *
   * @param code what ended the session: the close code of the leg that began, 1005 for none, 1006 for a lost connection
   */
  closed(code: number, reason: string): void;
}
