import { Interner } from '../../shared/interner.js';
import { mergeQueries, withoutNames } from './query.js';
import type { Overrides } from './text-form.js';

/** Far more than the sets of names that people use; more are merely not shared. */
const shared = new Interner<TargetNames>(1000);

/** The names of a route's placeholders: parameters of these names do not go to the service. Source: Ocelot, query rules. */
export class TargetNames {
  private readonly names: readonly string[];
  private readonly lowerCase: readonly string[];

  private constructor(names: readonly string[]) {
    this.names = names;
    this.lowerCase = names.map((name) => name.toLowerCase());
  }

  static of(names: readonly string[]): TargetNames {
    return shared.obtain(JSON.stringify(names), () => new TargetNames(names));
  }

  /** The names with those that a request adds. */
  with(overrides: Overrides | null): TargetNames {
    return overrides === null ? this : new TargetNames([...this.names, ...overrides.keys()]);
  }

  /** What is left of a query when the template writes none. */
  carryOver(query: string): string {
    return this.names.length === 0 ? query : withoutNames(query, this.lowerCase, true);
  }

  /** The query that the template wrote, and after it what is left of the client's. */
  merge(fresh: string, query: string): string {
    return mergeQueries(fresh, query, this.names);
  }
}
