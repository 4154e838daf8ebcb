/** A call in flight, as a balancer counts it; ends once, with the exchange. */
export interface Lease {
  release(): void;
}
