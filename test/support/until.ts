import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with what `probe` gives once it is neither `false`, `null` nor `undefined`; rejects after `limit` ms. */
export async function until<T>(what: string, probe: () => Promise<T> | T, limit = 20_000): Promise<NonNullable<T>> {
  const end = performance.now() + limit;
  for (;;) {
    const value = await probe();
    if (value !== false && value !== null && value !== undefined) return value;
    if (performance.now() > end) throw new Error(`${what}: not within ${limit} ms`);
    await sleep(20);
  }
}
