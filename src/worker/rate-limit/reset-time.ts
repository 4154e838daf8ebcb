/** The second of the last call, since 1970, and its text. Clients of one moment have windows that end within few seconds. */
let second = -1;
let text = '';

/**
 * UTC in ISO 8601 with seven digits of the second, `2025-09-11T03:04:05.0060070Z`. Source: Ocelot, rate limiting, responses.
 *
 * @param time ms since 1970
 */
export function resetTime(time: number): string {
  const whole = Math.floor(time / 1000);
  if (whole !== second) {
    second = whole;
    text = new Date(whole * 1000).toISOString().slice(0, 20);
  }
  const fraction = Math.floor((time - whole * 1000) * 10_000);
  return `${text}${String(fraction).padStart(7, '0')}Z`;
}
