import { expect, it } from 'vitest';
import { Clock } from '../../src/worker/clock.js';
import { type Deadline, Deadlines } from '../../src/worker/deadlines.js';

const clock = { now: 0 };

class Timed implements Deadline {
  deadlineAt = 0;
  deadlineQueue: Deadline['deadlineQueue'] = null;
  earlier: Deadline | null = null;
  later: Deadline | null = null;
  readonly name: string;
  readonly over: string[];

  constructor(name: string, over: string[]) {
    this.name = name;
    this.over = over;
  }

  onDeadline(): void {
    this.over.push(this.name);
  }
}

function queue(duration: number) {
  clock.now = 0;
  const deadlines = new Deadlines(clock);
  const over: string[] = [];
  return { deadlines, over, queue: deadlines.queue(duration), timed: (name: string) => new Timed(name, over) };
}

it('ends what takes too long, in order, and never early', () => {
  const { deadlines, over, queue: waiting, timed } = queue(100);
  waiting.add(timed('a'));
  clock.now = 30;
  waiting.add(timed('b'));
  deadlines.expire(100);
  expect(over).toEqual([]);
  deadlines.expire(100 + Clock.resolution);
  expect(over).toEqual(['a']);
  deadlines.expire(1_000);
  deadlines.expire(2_000);
  expect(over).toEqual(['a', 'b']);
  expect(waiting.empty).toBe(true);
});

it('forgets what was removed, wherever it stood', () => {
  for (const removed of [0, 1, 2]) {
    const { deadlines, over, queue: waiting, timed } = queue(100);
    const all = ['a', 'b', 'c'].map(timed);
    for (const one of all) waiting.add(one);
    waiting.remove(all[removed]!);
    waiting.remove(all[removed]!);
    deadlines.expire(1_000);
    expect(over).toEqual(['a', 'b', 'c'].filter((_, i) => i !== removed));
  }
});

it('takes up again what it let go', () => {
  const { deadlines, over, queue: waiting, timed } = queue(100);
  const [a, b] = [timed('a'), timed('b')];
  waiting.add(a);
  waiting.add(b);
  waiting.remove(a);
  clock.now = 50;
  waiting.add(a);
  deadlines.expire(1_000);
  expect(over).toEqual(['b', 'a']);
});

it('keeps the queues of durations in use and those that still hold something', () => {
  const { deadlines, queue: waiting, timed } = queue(100);
  const idle = deadlines.queue(200);
  const used = deadlines.queue(300);
  waiting.add(timed('a'));
  deadlines.keepOnly(new Set([300]));
  expect(deadlines.queue(100)).toBe(waiting);
  expect(deadlines.queue(200)).not.toBe(idle);
  expect(deadlines.queue(300)).toBe(used);
});
