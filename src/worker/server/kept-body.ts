/** A copy of what was sent of a request's body, as long as it is no larger than it may be. */
export class KeptBody {
  #pieces: Buffer[] = [];
  #size = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** It is all there. */
  get complete(): boolean {
    return this.#size <= this.#most;
  }

  /** `null`: nothing was sent. */
  get bytes(): Buffer | null {
    return this.#size === 0 ? null : Buffer.concat(this.#pieces);
  }

  append(piece: Buffer): void {
    this.#size += piece.length;
    if (this.complete) this.#pieces.push(Buffer.from(piece));
    else this.#pieces = [];
  }
}
