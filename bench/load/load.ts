/** What one round of load saw. */
export interface LoadResult {
  readonly requests: number;
  /** Length of the round in seconds. */
  readonly seconds: number;
  /** Latencies in ms. */
  readonly p50: number;
  readonly p99: number;
  /** Failed connections, timeouts and answers other than 2xx. */
  readonly errors: number;
}

/** What a load generator is asked to do; goes to it as JSON. */
export interface LoadRequest {
  readonly port: number;
  readonly method: 'GET' | 'POST';
  readonly paths: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  readonly connections: number;
  readonly seconds: number;
  /** Requests per second, of `paced` only; `null`: as many as the connections carry. */
  readonly rate: number | null;
}

export type LoadTool = 'autocannon' | 'wrk' | 'websocket' | 'paced';
