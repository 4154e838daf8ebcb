/** A text that values were read from, with the name a user knows it by. */
export interface Source {
  readonly name: string;
  /** `null` for values that do not stand in a file: then `name` says it all. */
  readonly text: string | null;
}

/**
 * A value as it was written. The tree is what files, environment and command line are merged in: it keeps every value's
 * place for messages, and the raw text of numbers (`2.0` stays `2.0` where a text is wanted).
 */
export type Tree = ObjectTree | ArrayTree | ScalarTree;

export interface ObjectTree {
  readonly kind: 'object';
  /** By lower-case name: names are compared without regard to case. */
  readonly properties: Map<string, Property>;
  readonly source: Source;
  readonly offset: number;
}

export interface Property {
  /** As written. */
  readonly name: string;
  readonly value: Tree;
}

export interface ArrayTree {
  readonly kind: 'array';
  /** Holes stand for "nothing said" when the tree overlays another. */
  readonly items: (Tree | undefined)[];
  readonly source: Source;
  readonly offset: number;
}

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** A number as it was spelled. */
  readonly raw: string;
  readonly source: Source;
  readonly offset: number;
}

export function emptyObject(source: Source, offset = 0): ObjectTree {
  return { kind: 'object', properties: new Map(), source, offset };
}

export function scalar(value: string | number | boolean | null, source: Source, offset = 0): ScalarTree {
  return { kind: 'scalar', value, raw: String(value), source, offset };
}

export function property(object: ObjectTree, name: string): Tree | undefined {
  return object.properties.get(name.toLowerCase())?.value;
}

export function setProperty(object: ObjectTree, name: string, value: Tree): void {
  object.properties.set(name.toLowerCase(), { name, value });
}

/** The object in a property; made when there is none. `null` when something else stands there. */
export function objectAt(parent: ObjectTree, name: string, source: Source): ObjectTree | null {
  const found = property(parent, name);
  if (found?.kind === 'object') return found;
  if (found !== undefined && !(found.kind === 'scalar' && found.value === null)) return null;
  const made = emptyObject(source);
  setProperty(parent, name, made);
  return made;
}

/** `ocelot.json:12:5` (line and column from 1), or the name of a source that is no file. */
export function locationOf({ source, offset }: { readonly source: Source; readonly offset: number }): string {
  if (source.text === null) return source.name;
  const starts = lineStarts(source, source.text);
  let low = 0;
  for (let high = starts.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return `${source.name}:${low + 1}:${offset - starts[low]! + 1}`;
}

const known = new WeakMap<Source, number[]>();

function lineStarts(source: Source, text: string): number[] {
  let starts = known.get(source);
  if (starts === undefined) {
    starts = [0];
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
    known.set(source, starts);
  }
  return starts;
}
