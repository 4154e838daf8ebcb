/** Tells on stderr how far the run is: one line that is overwritten in a terminal, one line per step elsewhere. */
export class Progress {
  readonly #steps: number;
  readonly #started = Date.now();
  #done = 0;

  constructor(steps: number) {
    this.#steps = steps;
  }

  /** Begins the next step. */
  step(text: string): void {
    this.#done += 1;
    const seconds = Math.round((Date.now() - this.#started) / 1000);
    this.#write(`[${this.#done}/${this.#steps}, ${seconds} s] ${text}`);
  }

  /** Clears the line, so that a table can be printed. */
  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }

  #write(line: string): void {
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }
}
