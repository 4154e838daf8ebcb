/** What the `margay` process says with its exit code. */
export const exitCodes = {
  ok: 0,
  /** The configuration has errors, or the gateway could not start. */
  failed: 1,
  /** Unknown command, unknown or missing option. */
  usage: 2,
} as const;
