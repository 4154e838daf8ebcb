import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameError, FrameReader, MAX_FRAME } from '../../../../src/shared/backplane/channel/frames.js';

const messages = [
  [1, 'a', 'text', 1.5, null, true],
  [0, 'b', ['x', 'y']],
  [-1, { left: 3 }],
];

describe('frames', () => {
  it('come out as they went in', () => {
    expect(new FrameReader().push(encodeFrame(messages))).toEqual(messages);
  });

  it('may be cut anywhere', () => {
    const bytes = Buffer.concat([encodeFrame(messages), encodeFrame([['x'.repeat(1_000)]])]);
    for (const size of [1, 3, 7, bytes.length - 1]) {
      const reader = new FrameReader();
      const found: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size) found.push(...reader.push(bytes.subarray(at, at + size)));
      expect(found).toEqual([...messages, ['x'.repeat(1_000)]]);
    }
  });

  it('are refused when they are larger than the limit', () => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(MAX_FRAME + 1, 0);
    expect(() => new FrameReader().push(head)).toThrow(FrameError);
    expect(() => encodeFrame([Buffer.alloc(MAX_FRAME)])).toThrow(FrameError);
  });

  it.each([
    ['not msgpack', Buffer.from([0, 0, 0, 1, 0xc1])],
    ['not a list', Buffer.from([0, 0, 0, 1, 0x05])],
    ['cut off inside', Buffer.from([0, 0, 0, 2, 0x92, 0x01])],
  ])('are refused when they hold what is %s', (_, bytes) => {
    expect(() => new FrameReader().push(bytes)).toThrow(FrameError);
  });
});
