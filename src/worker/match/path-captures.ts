import { foldCase, isPlain, normalFormWithOffsets } from './normal-form.js';
import { endOfSegment, type PathPattern } from './path-pattern.js';
import { ANY, type Pattern } from './pattern.js';

/** Takes the values of placeholders out of paths, spelled as the client spelled them. */
export class PathCaptures {
  /** Per segment: nothing to take, the whole segment, or what its pattern says. */
  private readonly segments: readonly (null | 'whole' | Pattern)[];
  /** The same for what follows the segments. */
  private readonly rest: null | 'whole' | Pattern;
  private readonly folded: boolean;

  constructor({ segments, end }: PathPattern, folded: boolean) {
    this.segments = segments.map((segment) => {
      if (segment.kind === 'mixed') return segment.pattern;
      return segment.kind === 'lone' ? 'whole' : null;
    });
    this.rest = end.kind === 'tail' ? end.pattern : end.kind === 'rest' ? 'whole' : null;
    this.folded = folded;
  }

  /** Equal captures have equal keys: the fixed text of whole segments is no part of it. */
  get key(): string {
    const parts = [...this.segments, this.rest].map((part) => (part === null || part === 'whole' ? part : part.key));
    return JSON.stringify([this.folded, parts]);
  }

  /** Appends the values of a path that matches. */
  capture(rawPath: string, values: string[]): void {
    let at = 0;
    for (const segment of this.segments) {
      const start = at + 1;
      at = endOfSegment(rawPath, start);
      if (segment !== null) this.take(segment, rawPath.slice(start, at), values);
    }
    if (this.rest !== null) this.take(this.rest, rawPath.slice(at + 1), values);
  }

  /**
   * Ocelot's extraction: values may be empty, all but the last stay within their segment. That it sometimes finds none
   * in what its matching accepts is not copied: then values may hold slashes.
   */
  private take(what: 'whole' | Pattern, raw: string, values: string[]): void {
    if (what === 'whole') {
      values.push(raw);
      return;
    }
    const spelled = isPlain(raw) ? null : normalFormWithOffsets(raw);
    const form = spelled === null ? raw : spelled.form;
    const text = this.folded ? foldCase(form) : form;
    const slash = text.indexOf('/');
    const cuts: number[] = [];
    if (slash < 0 || !what.fits(text, 0, text.length, { least: 0, lastStart: slash }, cuts)) {
      cuts.length = 0;
      what.fits(text, 0, text.length, ANY, cuts);
    }
    const position = (index: number) => (spelled === null ? index : (spelled.offsets[index] ?? raw.length));
    for (let index = cuts.length - 2; index >= 0; index -= 2) {
      values.push(raw.slice(position(cuts[index] ?? 0), position(cuts[index + 1] ?? 0)));
    }
  }
}
