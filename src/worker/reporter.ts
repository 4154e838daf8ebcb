import type { WorkerReport } from '../shared/worker-report.js';

/** Between two looks at what has changed, ms. */
const INTERVAL = 1_000;

/** Tells the primary once a second how the worker does, when that has changed. Whoever starts it stops it. */
export class Reporter {
  readonly #timer: NodeJS.Timeout;
  #last = '';

  constructor(report: () => WorkerReport, send: (report: WorkerReport) => void, interval = INTERVAL) {
    this.#timer = setInterval(() => {
      const now = report();
      const text = JSON.stringify(now);
      if (text === this.#last) return;
      this.#last = text;
      send(now);
    }, interval).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
