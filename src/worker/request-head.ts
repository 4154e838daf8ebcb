/** What the head of a request says, and what policies have made of it. */
export class RequestHead {
  method = 'GET';
  /** As the client spelled it, dot segments resolved. */
  path = '/';
  /** Without `?`; undefined when there was none. */
  query: string | undefined = undefined;
  host = '';
  /** End-to-end fields: name (lower case), value, name, value, … */
  readonly headers: string[] = [];
  /** Lines of the request's head, and their bytes: name, colon, space, value, CRLF. */
  fieldCount = 0;
  fieldBytes = 0;
  hasBody = false;
  /** -1: chunked, or no body. */
  contentLength = -1;
  /** The client wants the connection closed after the answer. */
  closeAfter = false;
  #lines: Map<string, string> | null = null;

  /** A second line of a field: matching sees the lines joined by a bare comma (Ocelot: header templates). */
  rememberLines(name: string, before: string, value: string): void {
    this.#lines ??= new Map();
    this.#lines.set(name, `${this.#lines.get(name) ?? before},${value}`);
  }

  /** The value of a field, several lines joined by `,`; `null` when the request has none. */
  header(name: string): string | null {
    const { headers } = this;
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] === name) return this.#lines?.get(name) ?? (headers[i + 1] as string);
    }
    return null;
  }

  /** Gives a field one value in place of what it has. The name is in lower case. */
  setHeader(name: string, value: string): void {
    const { headers } = this;
    this.#lines?.delete(name);
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] !== name) continue;
      headers[i + 1] = value;
      return;
    }
    headers.push(name, value);
  }

  removeHeader(name: string): void {
    const { headers } = this;
    this.#lines?.delete(name);
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] !== name) continue;
      headers.splice(i, 2);
      return;
    }
  }
}
