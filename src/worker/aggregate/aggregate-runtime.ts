import type { Aggregator } from '../../shared/extensions/aggregator.js';
import type { AggregationPlan } from '../../shared/policies/aggregation.js';
import type { DeadlineQueue } from '../deadlines.js';
import type { LinkContext } from '../pipeline.js';
import { Expansion } from './expansion.js';
import type { FieldRule } from './merge-fields.js';

/** How an aggregate makes one answer, ready to use. */
export class AggregateRuntime {
  readonly plan: AggregationPlan;
  /** By member key; `null`: all members are called at once. */
  readonly expansions: ReadonlyMap<string, Expansion> | null;
  /** `null`: one JSON object. */
  readonly aggregator: Aggregator | null;
  /** `null`: calls have no time of their own. */
  readonly partDeadlines: DeadlineQueue | null;
  /** Which fields of the members go out; `null`: none. */
  readonly fieldRule: FieldRule | null;

  /** @throws when no extension has the aggregator */
  constructor(plan: AggregationPlan, { state, extensions }: Pick<LinkContext, 'state' | 'extensions'>) {
    const { expansions, aggregator, partTimeout, mergeHeaders } = plan;
    this.plan = plan;
    this.expansions = expansions === null ? null : new Map(expansions.map((one) => [one.key, new Expansion(one)]));
    this.aggregator = aggregator === null ? null : (extensions.aggregators.get(aggregator) ?? null);
    if (aggregator !== null && this.aggregator === null)
      throw new Error(`no extension has the aggregator ${aggregator}`);
    this.partDeadlines = partTimeout === null ? null : state.deadlines.queue(partTimeout);
    const rules = new Map(mergeHeaders);
    this.fieldRule = rules.size === 0 ? null : (name) => rules.get(name) ?? null;
  }
}
