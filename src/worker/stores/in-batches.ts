/** Commands that wait for Redis at once; what a worker may have in flight is for its requests. */
const atOnce = 100;

/** Sends for each item, some at a time. Rejects as `send` does. */
export async function inBatches<T>(items: readonly T[], send: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += atOnce) await Promise.all(items.slice(i, i + atOnce).map(send));
}
