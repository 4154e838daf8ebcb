/** What captures the values of a match when they are asked for. */
interface Capturer {
  capture(path: string, query: string | undefined): string[];
}

/** The route of a request. Holds nothing of the request but strings. */
export class Match<T> {
  readonly route: T;
  private readonly capturer: Capturer;
  private readonly path: string;
  private readonly query: string | undefined;
  private readonly headerValues: readonly string[] | null;
  private captured: readonly string[] | null;

  constructor(
    route: T,
    capturer: Capturer,
    path: string,
    query: string | undefined,
    headerValues: readonly string[] | null,
  ) {
    this.route = route;
    this.capturer = capturer;
    this.path = path;
    this.query = query;
    this.headerValues = headerValues;
    this.captured = null;
  }

  /** Values of the placeholders in the order of `slotsOf`, spelled as the client spelled them. */
  get values(): readonly string[] {
    if (this.captured !== null) return this.captured;
    const values = this.capturer.capture(this.path, this.query);
    if (this.headerValues !== null) values.push(...this.headerValues);
    this.captured = values;
    return values;
  }
}
