import type { FailureName } from '../../shared/errors.js';
import type { ResponseHead } from './response-head.js';

/** Reads the answer of a service beside the client, and may answer in its place. Chunks die when the call returns. */
export interface BodyTap {
  /** It waits for the body more than the client does: a slow client does not slow the service down meanwhile. */
  readonly isUrgent: boolean;
  /** The head of the answer, before anything is done to it. @returns `false`: the tap has answered the client itself */
  begin(head: ResponseHead): boolean;
  /** A piece of the body, or with `null` its end only. */
  push(chunk: Buffer | null, complete: boolean): void;
  /** The request is about to fail without an answer. @returns `true`: the tap has answered the client itself */
  onFailure(failure: FailureName): boolean;
  /** Nothing more comes: the exchange is over, complete or not. */
  end(): void;
}
