import { Candidates } from '../../../src/worker/balance/candidates.js';
import type { Lease } from '../../../src/worker/balance/lease.js';
import type { Exchange } from '../../../src/worker/exchange.js';
import { Destination } from '../../../src/worker/runtime/destination.js';

/** Destinations that nobody connects to. */
export function destinations(names: readonly string[], weights: readonly number[] = []): readonly Destination[] {
  return names.map((host, i) => new Destination({ host, port: 1, weight: weights[i] ?? 1 }, null as never));
}

/** One destination per letter. */
export function candidates(letters: string, weights: readonly number[] = []): Candidates {
  return new Candidates(destinations([...letters], weights));
}

export interface TestRequest extends Exchange {
  readonly leases: Lease[];
}

/** As much of a request as balancers look at. */
export function request(headers: Readonly<Record<string, string>> = {}, clientAddress = '192.0.2.1'): TestRequest {
  const leases: Lease[] = [];
  return {
    ...{ leases, clientAddress, headers: Object.entries(headers).flat(), method: 'GET', path: '/', host: 'gateway' },
    header: (name: string) => headers[name] ?? null,
    hold: (lease: Lease) => void leases.push(lease),
  } as unknown as TestRequest;
}

/** Numbers from 0 up to 1 that are the same in every run. */
export function numbers(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

export function share(chosen: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of chosen) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
