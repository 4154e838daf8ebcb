/** Milliseconds that a repetition waits at most, and that a service may ask for. */
const longest = 5_000;

/**
 * Milliseconds before a repetition: any time up to a limit that doubles each time, so that the clients of a service in
 * trouble do not come back together (full jitter).
 *
 * @param tries calls that were made so far, at least 1
 * @param retryAfter value of the answer's `Retry-After`, in seconds or as a date; `null`: it has none
 * @param random from 0 up to 1, excluded
 * @param wallTime milliseconds of Unix time
 * @returns `null`: the service asks for more time than a client is kept waiting
 */
export function backoff(
  base: number,
  tries: number,
  retryAfter: string | null,
  random: number,
  wallTime: number,
): number | null {
  const jitter = random * Math.min(base * 2 ** (tries - 1), Math.max(base, longest));
  const asked = retryAfter === null ? 0 : askedFor(retryAfter.trim(), wallTime);
  return asked > longest ? null : Math.max(jitter, asked);
}

/** RFC 9110, 10.2.3; what is neither is not there. */
function askedFor(value: string, wallTime: number): number {
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const date = /^[A-Z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? 0 : date - wallTime;
}
