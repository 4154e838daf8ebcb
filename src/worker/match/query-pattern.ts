import { splitParts, type TemplatePart } from '../../shared/path-template.js';
import { foldCase } from './normal-form.js';
import { ANY, Pattern } from './pattern.js';

/**
 * The query of an upstream template: its parameters stand first and in order, others may follow or stand between. A
 * placeholder takes the rest of its parameter; one that is the whole last parameter takes the whole rest of the query.
 *
 * Source: Ocelot, query templates and extraction; queries are compared as they are spelled.
 */
export class QueryPattern {
  private readonly parameters: readonly Pattern[];
  /** A request without a query matches too. */
  private readonly optional: boolean;
  private readonly folded: boolean;

  constructor(parts: readonly TemplatePart[], caseSensitive: boolean) {
    const literal = caseSensitive ? (text: string) => text : foldCase;
    this.parameters = splitParts(parts, '&').map((piece) => Pattern.of(piece, literal));
    this.optional = this.parameters.length === 1 && (this.parameters[0]?.literals.join('') ?? '') === '';
    this.folded = !caseSensitive;
  }

  matches(query: string | undefined): boolean {
    if (this.optional) return true;
    return query !== undefined && this.walk(query, null);
  }

  /** Appends the values of a query that matches, spelled as the client spelled them. */
  capture(query: string | undefined, values: string[]): void {
    this.walk(query ?? '', values);
  }

  private walk(query: string, values: string[] | null): boolean {
    const text = this.folded ? foldCase(query) : query;
    let start = 0;
    for (let index = 0; index < this.parameters.length; index++) {
      const parameter = this.parameters[index] ?? new Pattern(['']);
      const isLast = index === this.parameters.length - 1;
      if (start > text.length) return false;
      if (isLast && parameter.isLone) {
        values?.push(query.slice(start));
        return true;
      }
      if (index > 0) start = this.find(text, start, parameter, isLast);
      const end = start < 0 ? -1 : endOfParameter(text, start);
      if (end < 0 || (isLast && parameter.suffix !== '' && end !== text.length)) return false;
      const cuts: number[] | null = values === null ? null : [];
      if (!parameter.fits(text, start, end, ANY, cuts)) return false;
      for (let cut = (cuts?.length ?? 0) - 2; cut >= 0; cut -= 2) {
        values?.push(query.slice(cuts?.[cut], cuts?.[cut + 1]));
      }
      start = end + 1;
    }
    return true;
  }

  /** Start of the next parameter that fits (a last one that ends in fixed text must end the query), or -1. */
  private find(text: string, from: number, parameter: Pattern, isLast: boolean): number {
    if (isLast && parameter.suffix !== '') return Math.max(from, text.lastIndexOf('&') + 1);
    for (let start = from; start <= text.length; start = endOfParameter(text, start) + 1) {
      if (parameter.fits(text, start, endOfParameter(text, start), ANY, null)) return start;
    }
    return -1;
  }
}

/** Where the parameter that starts at `start` ends: at the next `&` or with the query. */
export function endOfParameter(query: string, start: number): number {
  const end = query.indexOf('&', start);
  return end < 0 ? query.length : end;
}
