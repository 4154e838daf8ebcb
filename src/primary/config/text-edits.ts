import type { Node } from 'jsonc-parser';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Changes to a JSON text that leave everything else as it is written, comments and white space too. */
export class TextEdits {
  readonly #text: string;
  readonly #edits: Edit[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  replace(node: Node, text: string): void {
    this.#edits.push({ from: node.offset, to: node.offset + node.length, text });
  }

  insert(offset: number, text: string): void {
    this.#edits.push({ from: offset, to: offset, text });
  }

  /** Takes properties of one object out, with the commas that are too many then. */
  remove(properties: readonly Node[], removed: ReadonlySet<Node>): void {
    for (const property of properties) if (removed.has(property)) this.#removeOne(property);
    const kept = properties.findLastIndex((property) => !removed.has(property));
    if (kept === -1 || kept === properties.length - 1) return;
    const comma = this.#commaAfter(properties[kept]!);
    if (comma !== -1) this.#edits.push({ from: comma, to: comma + 1, text: '' });
  }

  /** The text with all changes. */
  apply(): string {
    let result = '';
    let at = 0;
    for (const { from, to, text } of this.#edits.toSorted((a, b) => a.from - b.from)) {
      result += this.#text.slice(at, from) + text;
      at = to;
    }
    return result + this.#text.slice(at);
  }

  #removeOne(property: Node): void {
    const end = property.offset + property.length;
    const comma = this.#commaAfter(property);
    const isNear = comma === -1 || this.#text.slice(end, comma).trim() === '';
    if (!isNear) this.#edits.push({ from: comma, to: comma + 1, text: '' });
    const [from, to] = this.#wholeLines(property.offset, isNear && comma !== -1 ? comma + 1 : end);
    this.#edits.push({ from, to, text: '' });
  }

  /** The range with the rest of its lines, when nothing else stands there. */
  #wholeLines(from: number, to: number): [from: number, to: number] {
    const start = this.#text.lastIndexOf('\n', from - 1) + 1;
    const newline = this.#text.indexOf('\n', to);
    const isAlone = newline !== -1 && (this.#text.slice(start, from) + this.#text.slice(to, newline)).trim() === '';
    return isAlone ? [start, newline + 1] : [from, to];
  }

  /** -1 when there is none; comments may stand before it. */
  #commaAfter({ offset, length }: Node): number {
    skipped.lastIndex = offset + length;
    skipped.exec(this.#text);
    return this.#text[skipped.lastIndex] === ',' ? skipped.lastIndex : -1;
  }
}

/** White space and comments. */
const skipped = /(?:\s|\/\/[^\n]*|\/\*.*?\*\/)*/sy;
