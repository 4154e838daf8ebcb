import { parse, stringify } from 'lossless-json';

/** A JSON text that was parsed, and still knows how its numbers were written. */
export class JsonDocument {
  readonly value: unknown;
  readonly #text: string;
  #exact: unknown;

  private constructor(text: string, value: unknown) {
    this.#text = text;
    this.value = value;
  }

  /** `null`: the text is no JSON. */
  static read(text: string): JsonDocument | null {
    try {
      return new JsonDocument(text, JSON.parse(text));
    } catch {
      return null;
    }
  }

  /**
   * A value as Newtonsoft.Json writes it when it is asked for its text: `null` is empty, truth values are `True` and `False`,
   * objects and arrays are indented JSON. Numbers stand as they are written; Ocelot puts them into the form of its culture.
   *
   * @throws {RangeError} when the document nests too deep
   */
  textOf(value: unknown, location: readonly (string | number)[]): string {
    switch (typeof value) {
      case 'string':
        return value;
      case 'boolean':
        return value ? 'True' : 'False';
      default:
        return value === null ? '' : (stringify(this.#exactAt(location), undefined, 2) ?? '');
    }
  }

  #exactAt(location: readonly (string | number)[]): unknown {
    // As in `JSON.parse`, the last of equal names counts.
    this.#exact ??= parse(this.#text, undefined, { onDuplicateKey: ({ newValue }) => newValue });
    return location.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], this.#exact);
  }
}
