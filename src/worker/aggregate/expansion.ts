import type { JSONPathQuery } from 'json-p3';
import { compileJsonPath } from '../../shared/json-path.js';
import type { ExpansionPlan } from '../../shared/policies/aggregation.js';
import type { JsonDocument } from './json-document.js';

/** Finds the values with which a member is called, in the answer of the first one. Source: Ocelot, complex aggregation. */
export class Expansion {
  readonly parameter: string;
  readonly #query: JSONPathQuery;

  constructor({ jsonPath, parameter }: ExpansionPlan) {
    this.parameter = parameter;
    this.#query = compileJsonPath(jsonPath);
  }

  /**
   * Different values in the order in which they are found.
   *
   * @param most looks for no more than one beyond
   * @throws when the document nests too deep
   */
  values(document: JsonDocument, most: number): string[] {
    const found = new Set<string>();
    for (const { value, location } of this.#query.lazyQuery(document.value as never)) {
      found.add(document.textOf(value, location));
      if (found.size > most) break;
    }
    return [...found];
  }
}
