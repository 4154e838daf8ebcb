import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Backlog } from '../../../src/worker/server/backlog.js';

function contents(backlog: Backlog): Buffer {
  const parts: Buffer[] = [];
  for (let part = backlog.first; part !== null; part = backlog.first) {
    parts.push(Buffer.from(part));
    backlog.drop();
  }
  return Buffer.concat(parts);
}

describe('a backlog', () => {
  it.each([
    [[]],
    [[1]],
    [[10, 20, 30]],
    [[512 * 1024]],
    [[3, 512 * 1024, 262_144, 100_000, 1, 700_001]],
    [Array.from({ length: 500 }, (_, i) => i * 7)],
  ])('gives back what came, in order', (lengths) => {
    const backlog = new Backlog();
    const pieces = lengths.map((length) => randomBytes(length));
    for (const piece of pieces) backlog.append(piece);
    const all = Buffer.concat(pieces);
    expect(backlog.bytes).toBe(all.length);
    expect(contents(backlog).equals(all)).toBe(true);
    expect(backlog.bytes).toBe(0);
  });

  it('keeps a copy, also where memory is used again', () => {
    const piece = Buffer.alloc(300_000, 'a');
    const first = new Backlog();
    first.append(piece);
    first.clear();
    first.append(piece);
    piece.fill('b');
    const second = new Backlog();
    second.append(piece);
    expect(contents(first).equals(Buffer.alloc(300_000, 'a'))).toBe(true);
    expect(contents(second).equals(piece)).toBe(true);
  });

  it('takes more while it is used up', () => {
    const backlog = new Backlog();
    backlog.append(Buffer.alloc(300_000, 'a'));
    backlog.drop();
    backlog.append(Buffer.alloc(300_000, 'b'));
    expect(contents(backlog).toString('latin1')).toBe('a'.repeat(300_000 - 262_144) + 'b'.repeat(300_000));
  });
});
