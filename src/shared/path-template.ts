/**
 * Path templates of the configuration: literal text and `{placeholders}`, with an optional query after the first `?`.
 *
 * Source: Ocelot, upstream matching: a placeholder runs from `{` to the next `}`.
 */
export interface PathTemplate {
  readonly path: readonly TemplatePart[];
  /** What follows the first `?` that stands outside a placeholder; `null` without one. */
  readonly query: readonly TemplatePart[] | null;
  /** A `{` is never closed; it is taken as literal text. */
  readonly unclosed: boolean;
}

/** A run of literal text (never empty) or one placeholder. */
export type TemplatePart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: string };

export function parseTemplate(template: string): PathTemplate {
  const path: TemplatePart[] = [];
  let query: TemplatePart[] | null = null;
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    const close = open < 0 ? -1 : template.indexOf('}', open);
    const end = close < 0 ? template.length : open;
    let text = template.slice(at, end);
    if (query === null) {
      const mark = text.indexOf('?');
      pushLiteral(path, mark < 0 ? text : text.slice(0, mark));
      if (mark >= 0) {
        query = [];
        text = text.slice(mark + 1);
      }
    }
    if (query !== null) pushLiteral(query, text);
    if (close < 0) return { path, query, unclosed: open >= 0 };
    (query ?? path).push({ kind: 'placeholder', name: template.slice(open + 1, close) });
    at = close + 1;
  }
  return { path, query, unclosed: false };
}

/** Names in the order of the template, the path's before the query's; a repeated name is repeated. */
export function placeholderNames(template: PathTemplate): string[] {
  return [...template.path, ...(template.query ?? [])].flatMap((part) =>
    part.kind === 'placeholder' ? [part.name] : [],
  );
}

/** `/{anything}`: matches every path and always yields to other routes. */
export function isCatchAll(template: string): boolean {
  return /^\/\{[^}]*\}$/.test(template);
}

/** Cuts a list of parts at every `separator` in its literals: `/a/b{x}` at `/` is ``, `a`, `b{x}`. */
export function splitParts(parts: readonly TemplatePart[], separator: string): TemplatePart[][] {
  const pieces: TemplatePart[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'placeholder') {
      pieces.at(-1)?.push(part);
      continue;
    }
    part.text.split(separator).forEach((text, index) => {
      if (index > 0) pieces.push([]);
      pushLiteral(pieces.at(-1) ?? [], text);
    });
  }
  return pieces;
}

function pushLiteral(parts: TemplatePart[], text: string): void {
  if (text !== '') parts.push({ kind: 'literal', text });
}
