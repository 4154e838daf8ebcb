import type { JSONPathNode, JSONPathQuery } from 'json-p3';
import { compileJsonPath } from '../../shared/json-path.js';
import type { ExpansionPlan } from '../../shared/policies/aggregation.js';
import type { JsonDocument } from './json-document.js';

/** Finds the values with which a member is called, in the answer of the first one. Source: Ocelot, complex aggregation. */
export class Expansion {
  readonly parameter: string;
  readonly #query: JSONPathQuery;
  /** RFC 9535 finds what lies higher first, Newtonsoft.Json what stands first. */
  readonly #descends: boolean;

  constructor({ jsonPath, parameter }: ExpansionPlan) {
    this.parameter = parameter;
    this.#query = compileJsonPath(jsonPath);
    this.#descends = jsonPath.includes('..');
  }

  /**
   * Different values in the order in which they are found, as they stand in the document where a path looks at all depths.
   *
   * @param most looks for no more than one beyond
   * @throws when the document nests too deep
   */
  values(document: JsonDocument, most: number): string[] {
    const found = new Set<string>();
    const query = this.#query;
    const root = document.value;
    const nodes = this.#descends
      ? inDocumentOrder([...query.lazyQuery(root as never)], root)
      : query.lazyQuery(root as never);
    for (const { value, location } of nodes) {
      found.add(document.textOf(value, location));
      if (found.size > most) break;
    }
    return [...found];
  }
}

function inDocumentOrder(nodes: JSONPathNode[], root: unknown): JSONPathNode[] {
  const places = new WeakMap<object, ReadonlyMap<string, number>>();
  const placeOf = (parent: unknown, step: string | number): number => {
    if (typeof step === 'number') return step;
    const object = parent as object;
    let known = places.get(object);
    if (known === undefined) {
      known = new Map(Object.keys(object).map((name, place) => [name, place]));
      places.set(object, known);
    }
    return known.get(step)!;
  };
  const compare = (a: readonly (string | number)[], b: readonly (string | number)[]): number => {
    let at: unknown = root;
    const shared = Math.min(a.length, b.length);
    for (let depth = 0; depth < shared; depth++) {
      const step = a[depth]!;
      const order = step === b[depth] ? 0 : placeOf(at, step) - placeOf(at, b[depth]!);
      if (order !== 0) return order;
      at = (at as Record<string | number, unknown>)[step];
    }
    return a.length - b.length;
  };
  return nodes.sort((a, b) => compare(a.location, b.location));
}
