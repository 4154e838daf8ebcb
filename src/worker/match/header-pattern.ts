import { foldCase } from './normal-form.js';
import { FILLED, Pattern } from './pattern.js';

const HEADER_PLACEHOLDER = /\{header:([^{}]*)\}/gi;

/** Names of the `{header:name}` placeholders of a header template, in order. */
export function headerPlaceholders(template: string): string[] {
  return [...template.matchAll(HEADER_PLACEHOLDER)].map((found) => found[1] ?? '');
}

/**
 * One entry of `UpstreamHeaderTemplates`: the whole value of the header, several lines joined by `,`.
 *
 * Source: Ocelot, upstream header templates: values have a character at least, braces without `header:` are text. Its
 * literals are regular expressions; here they are text, like those of paths.
 */
export class HeaderPattern {
  /** Lower case. */
  readonly name: string;
  private readonly pattern: Pattern;
  private readonly folded: boolean;

  constructor(name: string, template: string, caseSensitive: boolean) {
    this.name = name.toLowerCase();
    this.folded = !caseSensitive;
    this.pattern = new Pattern(
      template.split(/\{header:[^{}]*\}/i).map((literal) => (caseSensitive ? literal : foldCase(literal))),
    );
  }

  matches(value: string | null): boolean {
    return value !== null && this.pattern.fits(this.form(value), 0, value.length, FILLED, null);
  }

  /** Appends the values of a header that matches. */
  capture(value: string, values: string[]): void {
    const cuts: number[] = [];
    this.pattern.fits(this.form(value), 0, value.length, FILLED, cuts);
    for (let cut = cuts.length - 2; cut >= 0; cut -= 2) values.push(value.slice(cuts[cut], cuts[cut + 1]));
  }

  private form(value: string): string {
    return this.folded ? foldCase(value) : value;
  }
}
