/** Reads the body of an answer beside the client. Chunks die when the call returns. */
export interface BodyTap {
  /** A piece of the body, or with `null` its end only. */
  push(chunk: Buffer | null, complete: boolean): void;
  /** Nothing more comes: the exchange is over, complete or not. */
  end(): void;
}
