/** How the answers of an aggregate's members become one, beside its members. */
export interface AggregationPlan {
  /** Name of the aggregator of an extension; `null`: one JSON object. */
  readonly aggregator: string | null;
  /** Members that are called once per value in the answer of the first, which is called alone then; `null`: all at once. */
  readonly expansions: readonly ExpansionPlan[] | null;
  readonly partFailure: PartFailure;
  /** Until the whole answer of one call must be there, ms; `null`: the routes' own timeouts. */
  readonly partTimeout: number | null;
  /** Fields of the members' answers that go out: name in lower case, and of which members that have it. */
  readonly mergeHeaders: readonly (readonly [name: string, from: 'first' | 'all'])[];
  /** Bytes of all answers together. */
  readonly maxBytes: number;
  /** Calls of one request to members with expansions, at least 1. */
  readonly maxCalls: number;
  /** Calls of one request at the same time, at least 1. */
  readonly parallelCalls: number;
}

/** An entry of `RouteKeysConfig`. */
export interface ExpansionPlan {
  /** Of the member that is called. */
  readonly key: string;
  readonly jsonPath: string;
  /** The placeholder that takes each value. */
  readonly parameter: string;
}

/** What stands for a call without an answer: the whole fails, `null`, nothing, or its status. */
export type PartFailure = 'fail' | 'null' | 'omit' | 'status';
