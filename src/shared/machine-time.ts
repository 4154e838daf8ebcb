/** Milliseconds of a clock that never goes back and is the same in all processes of the machine. */
export function machineTime(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}
