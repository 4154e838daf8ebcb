/** What is cleared together. An entry belongs to the era of its region that was current before its request was sent. */
export class Region {
  readonly name: string;
  era: Era;

  constructor(name: string) {
    this.name = name;
    this.era = new Era(0);
  }

  /** Begins the next era: whatever belongs to the one before is out of reach at once, and is freed later. */
  clear(epoch: number): void {
    this.era.isOver = true;
    this.era = new Era(epoch);
  }
}

/** The time between two clears of a region. */
export class Era {
  isOver = false;
  /** The same number on every worker and host. */
  readonly epoch: number;

  constructor(epoch: number) {
    this.epoch = epoch;
  }
}
