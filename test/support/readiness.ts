import type { RunningGateway } from './gateway.js';
import { until } from './until.js';

/** What `GET /readyz` says: `200 ok`, `200 degraded` or `503 unavailable`. */
export async function readiness({ adminPort }: RunningGateway): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/readyz`);
  return `${answer.status} ${((await answer.json()) as { status: string }).status}`;
}

export function becomes(gateway: RunningGateway, state: string, limit?: number): Promise<unknown> {
  return until(`the gateway is ${state}`, async () => (await readiness(gateway)) === state, limit);
}
