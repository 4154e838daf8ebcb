/** Of milliseconds, whole. */
export function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000);
}
