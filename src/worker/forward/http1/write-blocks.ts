/** uWebSockets.js reads at most 512 KB at a time. */
const room = 512 * 1024;
/** What stands before and after a chunk. */
const framing = 64;
/** Free blocks that are kept. */
const most = 16;

const free: Buffer[] = [];

/**
 * Memory for large writes, used again once a write is done: new memory for every read of an upload would be garbage of
 * some hundred MB before the collector comes to it (157 MB in an upload of 1 GB).
 */
export const writeBlocks = {
  /** Bytes of the longest piece of a body that fits in. */
  room,
  take(): Buffer {
    return free.pop() ?? Buffer.allocUnsafeSlow(room + framing);
  },
  giveBack(block: Buffer): void {
    if (free.length < most) free.push(block);
  },
};
