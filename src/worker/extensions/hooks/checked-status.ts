/** Throws a RangeError for what is no status of an answer. */
export function checkedStatus(status: number): number {
  if (!Number.isInteger(status) || status < 200 || status > 999) throw new RangeError(`${status} is no status`);
  return status;
}
