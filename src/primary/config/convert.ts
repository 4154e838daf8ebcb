import { type Node, parseTree } from 'jsonc-parser';
import type { Problem } from './contract.js';
import { OldNames } from './legacy.js';
import { innerPlaces, type OldName, oldNamesOf, type Place } from './old-names.js';
import { parseConfiguration } from './parse.js';
import { configShape, type Shape } from './shape.js';
import { TextEdits } from './text-edits.js';

export interface Converted {
  /** `null` when there are errors. */
  readonly text: string | null;
  /** What was changed and how often: `ReRoutes -> Routes`. */
  readonly changes: ReadonlyMap<string, number>;
  /** Names that only versions 13 to 15 of Ocelot had stood there. */
  readonly isVeryOld: boolean;
  readonly problems: readonly Problem[];
}

/**
 * A configuration with the names of today in their usual spelling; comments, unknown properties and white space stay.
 *
 * @param name of the source, for messages
 */
export function convert(name: string, content: string): Converted {
  const text = content.replace(/^\uFEFF/, '');
  const { root, problems } = parseConfiguration(name, text);
  const nothing = { text: null, changes: new Map<string, number>(), isVeryOld: false };
  if (root === null || problems.length > 0) return { ...nothing, problems };
  const oldNames = new OldNames();
  oldNames.upgrade(root);
  const errors = oldNames.problems().filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { ...nothing, problems: errors };
  const converter = new Converter(text);
  converter.object(parseTree(text, [], { allowTrailingComma: true })!, configShape, 'root');
  return { text: converter.edits.apply(), changes: converter.changes, isVeryOld: converter.isVeryOld, problems: [] };
}

class Converter {
  readonly edits: TextEdits;
  readonly changes = new Map<string, number>();
  isVeryOld = false;
  readonly #text: string;

  constructor(text: string) {
    this.edits = new TextEdits(text);
    this.#text = text;
  }

  /** @param place `null` where no old names can be */
  object(node: Node, shape: Shape, place: Place | null): void {
    const properties = node.children ?? [];
    const removed = new Set<Node>();
    const renamed = new Map<Node, string>();
    for (const old of place === null ? [] : oldNamesOf(place)) {
      const given = properties.find((property) => sameName(property, old.from));
      if (given === undefined) continue;
      this.#rename(old, given, properties.find((property) => sameName(property, old.to)) ?? null, removed);
      if (!removed.has(given)) renamed.set(given, old.to);
    }
    for (const property of properties) {
      if (!removed.has(property)) this.#property(property, renamed.get(property) ?? null, shape, place);
    }
    this.edits.remove(properties, removed);
  }

  #property(property: Node, newName: string | null, shape: Shape, place: Place | null): void {
    const [key, value] = property.children as [Node, Node];
    const written = key.value as string;
    const fields = shape.kind === 'object' ? shape.fields : null;
    const field = fields?.get((newName ?? written).toLowerCase());
    if (newName !== null) this.edits.replace(key, JSON.stringify(newName));
    else if (field !== undefined && field.name !== written) {
      this.edits.replace(key, JSON.stringify(field.name));
      this.#count(`${written} -> ${field.name}`);
    }
    const inside = shape.kind === 'dictionary' ? shape.value : field?.shape;
    if (inside === undefined) return;
    const next = place === null || field === undefined ? [] : innerPlaces(place);
    this.#value(value, inside, next.find(({ name }) => name === field?.name)?.place ?? null);
  }

  #value(node: Node, shape: Shape, place: Place | null): void {
    if (node.type === 'object') this.object(node, shape, place);
    else if (node.type === 'array' && shape.kind === 'array')
      for (const item of node.children ?? []) this.#value(item, shape.item, place);
  }

  #rename({ from, to, rule }: OldName, given: Node, current: Node | null, removed: Set<Node>): void {
    const value = given.children![1]!;
    if (rule === 'alone') this.isVeryOld = true;
    if (saysNothing(value)) {
      removed.add(given);
      this.#count(`${from} removed: it was empty`);
      return;
    }
    this.#count(`${from} -> ${to}`);
    const list = current?.children?.[1];
    if (rule === 'inFront' && list?.type === 'array') {
      removed.add(given);
      this.edits.insert(list.offset + 1, this.#source(value) + (list.children!.length > 0 ? ', ' : ''));
      return;
    }
    if (current !== null) removed.add(current);
    if (rule === 'inFront') this.edits.replace(value, `[${this.#source(value)}]`);
    else if (rule === 'inSeconds') this.edits.replace(value, JSON.stringify(`${unquoted(this.#source(value))}s`));
    else if (rule === 'inverted') this.edits.replace(value, String(!/^true$/i.test(unquoted(this.#source(value)))));
  }

  #source({ offset, length }: Node): string {
    return this.#text.slice(offset, offset + length);
  }

  #count(change: string): void {
    this.changes.set(change, (this.changes.get(change) ?? 0) + 1);
  }
}

/** As at start (`OldNames`). */
function saysNothing({ type, value, children }: Node): boolean {
  if (type === 'object') return children!.length === 0;
  return type === 'null' || (type === 'string' && (value as string).trim() === '');
}

function sameName(property: Node, name: string): boolean {
  return (property.children![0]!.value as string).toLowerCase() === name.toLowerCase();
}

function unquoted(text: string): string {
  return text.replace(/^"|"$/g, '');
}
