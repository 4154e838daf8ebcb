/** Placeholders that a header's value can hold. Names count as they are cased. Source: Ocelot, placeholders of header transforms. */
export const headerPlaceholders = ['BaseUrl', 'RemoteIpAddress', 'UpstreamHost', 'TraceId'] as const;

export type HeaderPlaceholder = (typeof headerPlaceholders)[number];

/** The value of a header before a request fills it. */
export type HeaderText = readonly HeaderTextPart[];

export type HeaderTextPart = { readonly kind: 'literal'; readonly text: string } | PlaceholderPart;

export type PlaceholderPart =
  | { readonly kind: 'placeholder'; readonly name: HeaderPlaceholder }
  /** Of an extension. */
  | { readonly kind: 'extension'; readonly name: string };

/** `null`: there is no such placeholder, neither of the gateway nor of an extension. */
export function placeholderPart(name: string, own: readonly string[]): PlaceholderPart | null {
  const builtIn = headerPlaceholders.find((known) => known === name);
  if (builtIn !== undefined) return { kind: 'placeholder', name: builtIn };
  return own.includes(name) ? { kind: 'extension', name } : null;
}

export function literalText(text: string): HeaderText {
  return text === '' ? [] : [{ kind: 'literal', text }];
}

/** The text with one placeholder wherever it stands; other braces stay text. */
export function withPlaceholder(text: string, part: PlaceholderPart): HeaderText {
  return text
    .split(`{${part.name}}`)
    .flatMap((piece, index): HeaderText => [...(index === 0 ? [] : [part]), ...literalText(piece)]);
}

/** The text with every placeholder it holds; other braces stay text. */
export function withPlaceholders(text: string, own: readonly string[]): HeaderText {
  const pieces = text.split(/(\{[^{}]*\})/);
  return pieces.flatMap((piece): HeaderText => {
    const part = piece.startsWith('{') ? placeholderPart(piece.slice(1, -1), own) : null;
    return part === null ? literalText(piece) : [part];
  });
}

/** What cannot stand in a field value: control characters, and what is beyond Latin-1 (RFC 9110, 5.5). */
export function holdsInvalidCharacter(text: string): boolean {
  return /[^\t\x20-\x7e\x80-\xff]/.test(text);
}
