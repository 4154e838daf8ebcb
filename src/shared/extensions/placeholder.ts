export interface PlaceholderRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  header(name: string): string | null;
}

/** The text for `{Name}` in header transforms; `null`: there is none for this request. */
export type Placeholder = (request: PlaceholderRequest) => string | null;
