/** The part of autocannon's API that the benchmark uses; the package brings no types. */
declare module 'autocannon' {
  interface Request {
    method: string;
    path: string;
    headers: Readonly<Record<string, string>>;
    body?: string;
  }

  interface Client {
    setRequests(requests: readonly Request[]): void;
  }

  interface Result {
    /** Seconds. */
    duration: number;
    errors: number;
    timeouts: number;
    non2xx: number;
    requests: { total: number };
    /** Milliseconds. */
    latency: { p50: number; p99: number };
  }

  export default function autocannon(options: {
    url: string;
    connections: number;
    duration: number;
    requests: readonly Request[];
    setupClient: (client: Client) => void;
  }): Promise<Result>;
}
