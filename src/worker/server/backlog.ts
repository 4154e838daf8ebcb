/** Bytes of a block; what uWebSockets.js reads at a time fills two. */
const blockSize = 256 * 1024;
/** Free blocks that the worker keeps: memory that was used before is copied into at twice the speed. */
const kept = 64;
/** A first piece below this has memory of its own: small bodies that wait for a connection need no block. */
const small = 16 * 1024;

const free: Buffer[] = [];

interface Part {
  readonly memory: Buffer;
  used: number;
}

/**
 * The part of a body that came although its reader had said to wait, copied together.
 *
 * uWebSockets.js goes on reading after `pause` while every read fills its 512 KB: all that the system holds for the
 * connection (`net.ipv4.tcp_rmem`), and more if the client sends faster than this copies.
 */
export class Backlog {
  bytes = 0;
  readonly #parts: Part[] = [];

  append(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.#parts.length === 0 && piece.length < small) {
      this.#parts.push({ memory: Buffer.from(piece), used: piece.length });
      return;
    }
    for (let done = 0; done < piece.length; ) {
      let part = this.#parts.at(-1);
      if (part === undefined || part.used === part.memory.length) {
        part = { memory: free.pop() ?? Buffer.allocUnsafeSlow(blockSize), used: 0 };
        this.#parts.push(part);
      }
      const copied = piece.copy(part.memory, part.used, done);
      part.used += copied;
      done += copied;
    }
  }

  /** The oldest bytes, until `drop`; `null` when nothing waits. */
  get first(): Buffer | null {
    const part = this.#parts[0];
    return part === undefined ? null : part.memory.subarray(0, part.used);
  }

  /** The oldest bytes are used up. */
  drop(): void {
    const part = this.#parts.shift();
    if (part === undefined) return;
    this.bytes -= part.used;
    if (part.memory.length === blockSize && free.length < kept) free.push(part.memory);
  }

  clear(): void {
    while (this.#parts.length > 0) this.drop();
  }
}
