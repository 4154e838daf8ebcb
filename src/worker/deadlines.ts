import { Clock } from './clock.js';

/** Something that may take only so long. The fields belong to the queue it waits in. */
export interface Deadline {
  deadlineAt: number;
  deadlineQueue: DeadlineQueue | null;
  earlier: Deadline | null;
  later: Deadline | null;
  onDeadline(): void;
}

/** Deadlines of one duration, in the order in which they end: adding and removing is a change of links. */
export class DeadlineQueue {
  #first: Deadline | null = null;
  #last: Deadline | null = null;
  readonly #duration: number;
  readonly #clock: { readonly now: number };

  constructor(duration: number, clock: { readonly now: number }) {
    this.#duration = duration;
    this.#clock = clock;
  }

  get empty(): boolean {
    return this.#first === null;
  }

  add(deadline: Deadline): void {
    deadline.deadlineAt = this.#clock.now + this.#duration + Clock.resolution;
    deadline.deadlineQueue = this;
    deadline.earlier = this.#last;
    if (this.#last === null) this.#first = deadline;
    else this.#last.later = deadline;
    this.#last = deadline;
  }

  remove(deadline: Deadline): void {
    if (deadline.deadlineQueue !== this) return;
    if (deadline.earlier === null) this.#first = deadline.later;
    else deadline.earlier.later = deadline.later;
    if (deadline.later === null) this.#last = deadline.earlier;
    else deadline.later.earlier = deadline.earlier;
    deadline.deadlineQueue = null;
    deadline.earlier = null;
    deadline.later = null;
  }

  expire(now: number): void {
    while (this.#first !== null && this.#first.deadlineAt <= now) {
      const deadline = this.#first;
      this.remove(deadline);
      deadline.onDeadline();
    }
  }
}

/** The queues of a worker, one per duration that its routes use. */
export class Deadlines {
  readonly #queues = new Map<number, DeadlineQueue>();
  readonly #clock: { readonly now: number };

  constructor(clock: { readonly now: number }) {
    this.#clock = clock;
  }

  /** @param duration milliseconds */
  queue(duration: number): DeadlineQueue {
    let queue = this.#queues.get(duration);
    if (queue === undefined) {
      queue = new DeadlineQueue(duration, this.#clock);
      this.#queues.set(duration, queue);
    }
    return queue;
  }

  expire(now: number): void {
    for (const queue of this.#queues.values()) queue.expire(now);
  }

  /** Forgets the durations that no route has any more. */
  keepOnly(used: ReadonlySet<number>): void {
    for (const [duration, queue] of this.#queues) if (!used.has(duration) && queue.empty) this.#queues.delete(duration);
  }
}
