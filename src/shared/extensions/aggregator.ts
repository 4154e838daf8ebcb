/** The answer of one member of an aggregate. */
export interface MemberAnswer {
  /** Of the member's route. */
  readonly key: string;
  /** 0: there is no answer. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** `null`: it answered; else the code of the failure. */
  readonly failure: string | null;
}

export interface AggregatorContext {
  /** The upstream path template of the aggregate. */
  readonly route: string;
  readonly signal: AbortSignal;
}

/** Makes one answer of the members' answers, which come in the order of the calls. Source: Ocelot, custom aggregators. */
export type Aggregator = (answers: readonly MemberAnswer[], context: AggregatorContext) => Response | Promise<Response>;
