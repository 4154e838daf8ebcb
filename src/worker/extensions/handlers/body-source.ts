/** Bytes that may wait for a reader before the sender is paused. */
const ahead = 64 * 1024;

/** A body as a stream for extensions, filled by whoever receives it. */
export class BodySource {
  readonly stream: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #full = false;

  /**
   * @param onWanted the reader takes bytes again after `push` said no
   * @param onCanceled the reader wants no more
   */
  constructor(onWanted: () => void, onCanceled: () => void) {
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          if (!this.#full) return;
          this.#full = false;
          onWanted();
        },
        cancel: () => {
          this.#controller = null;
          onCanceled();
        },
      },
      { highWaterMark: ahead, size: (piece) => piece.byteLength },
    );
  }

  /** Takes a copy. @returns `false`: wait for `onWanted` */
  push(piece: Buffer | null, complete: boolean): boolean {
    const controller = this.#controller;
    if (controller === null) return true;
    if (piece !== null && piece.length > 0) controller.enqueue(new Uint8Array(piece));
    if (complete) {
      this.#controller = null;
      controller.close();
      return true;
    }
    this.#full = (controller.desiredSize ?? 0) <= 0;
    return !this.#full;
  }

  /** Nothing more comes. */
  fail(error: Error): void {
    this.#controller?.error(error);
    this.#controller = null;
  }
}
