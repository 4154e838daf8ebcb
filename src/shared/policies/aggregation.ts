/** How the answers of an aggregate's members become one, beside its members. */
export interface AggregationPlan {
  /** Name of the aggregator of an extension; `null`: one JSON object. */
  readonly aggregator: string | null;
}
