/** A call in flight, as a balancer counts it; ends once, with the exchange, or with the WebSocket that came of it. */
export interface Lease {
  release(): void;
}
