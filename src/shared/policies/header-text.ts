/** Placeholders that a header's value can hold. Names count as they are cased. Source: Ocelot, placeholders of header transforms. */
export const headerPlaceholders = ['BaseUrl', 'RemoteIpAddress', 'UpstreamHost', 'TraceId'] as const;

export type HeaderPlaceholder = (typeof headerPlaceholders)[number];

/** The value of a header before a request fills it. */
export type HeaderText = readonly HeaderTextPart[];

export type HeaderTextPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: HeaderPlaceholder };

export function isHeaderPlaceholder(name: string): name is HeaderPlaceholder {
  return (headerPlaceholders as readonly string[]).includes(name);
}

export function literalText(text: string): HeaderText {
  return text === '' ? [] : [{ kind: 'literal', text }];
}

/** The text with one placeholder wherever it stands; other braces stay text. */
export function withPlaceholder(text: string, name: HeaderPlaceholder): HeaderText {
  return text
    .split(`{${name}}`)
    .flatMap(
      (piece, index): HeaderText => [
        ...(index === 0 ? [] : [{ kind: 'placeholder', name } as const]),
        ...literalText(piece),
      ],
    );
}

/** The text with every placeholder it holds; other braces stay text. */
export function withPlaceholders(text: string): HeaderText {
  const pieces = text.split(/(\{[^{}]*\})/);
  return pieces.flatMap((piece): HeaderText => {
    const name = piece.slice(1, -1);
    return piece.startsWith('{') && isHeaderPlaceholder(name) ? [{ kind: 'placeholder', name }] : literalText(piece);
  });
}

/** What cannot stand in a field value: control characters, and what is beyond Latin-1 (RFC 9110, 5.5). */
export function holdsInvalidCharacter(text: string): boolean {
  return /[^\t\x20-\x7e\x80-\xff]/.test(text);
}
