import type { Path } from './path.js';
import { configShape, type Shape } from './shape.js';
import { type ObjectTree, property, type ScalarTree, type Tree } from './tree.js';
import type { UnknownKeys } from './unknown-keys.js';

/**
 * The merged tree as plain data for the schema: names in their canonical spelling, scalars converted where the text allows
 * (`"80"` is a number where one is wanted), `null` left out. Names inside dictionaries stay as written, `:` included.
 * What cannot be converted stays as it is, for the schema to refuse. Source: Ocelot, JSON reading rules.
 */
export function normalize(root: ObjectTree, unknown: UnknownKeys): unknown {
  return plain(root, configShape, [], unknown);
}

function plain(tree: Tree, written: Shape, path: Path, unknown: UnknownKeys): unknown {
  const shape = shapeFor(tree, written);
  if (tree.kind === 'scalar') return converted(tree, shape);
  if (tree.kind === 'array') {
    const item: Shape = shape.kind === 'array' ? shape.item : { kind: 'raw' };
    return tree.items
      .filter((value) => value !== undefined)
      .map((value, index) => plain(value, item, [...path, index], unknown));
  }
  return shape.kind === 'object' ? known(tree, shape, path, unknown) : dictionary(tree, shape, path, unknown);
}

function known(
  tree: ObjectTree,
  shape: Shape & { kind: 'object' },
  path: Path,
  unknown: UnknownKeys,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, { name, value }] of tree.properties) {
    const field = shape.fields.get(key);
    if (field === undefined) unknown.add(name, value, path, shape.fields, shape.strict);
    else if (!isNull(value)) result[field.name] = plain(value, field.shape, [...path, field.name], unknown);
  }
  return result;
}

function dictionary(tree: ObjectTree, shape: Shape, path: Path, unknown: UnknownKeys): Record<string, unknown> {
  const of: Shape = shape.kind === 'dictionary' ? shape.value : { kind: 'raw' };
  const result: Record<string, unknown> = {};
  for (const { name, value } of tree.properties.values()) {
    if (of.kind !== 'raw' && isNull(value)) continue;
    result[name] = plain(value, of, [...path, name], unknown);
  }
  return result;
}

function shapeFor(tree: Tree, written: Shape): Shape {
  if (written.kind === 'union') return optionFor(tree, written.options);
  if (written.kind !== 'variants') return written;
  const named = tree.kind === 'object' ? property(tree, written.by) : undefined;
  const name = named?.kind === 'scalar' ? String(named.value).trim().toLowerCase() : '';
  return (written.options.find((option) => option.name === name) ?? written.options[0]!).shape;
}

/** The option of a union that is meant, by the kind of what is written. */
function optionFor(tree: Tree, options: readonly Shape[]): Shape {
  const isMeant = ({ kind }: Shape): boolean =>
    tree.kind === 'scalar' ? kind !== 'object' && kind !== 'dictionary' && kind !== 'array' : kind === tree.kind;
  return options.find(isMeant) ?? { kind: 'raw' };
}

function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}

function converted(tree: ScalarTree, shape: Shape): unknown {
  const { value } = tree;
  if (shape.kind === 'text') return typeof value === 'number' || typeof value === 'boolean' ? tree.raw : value;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (shape.kind === 'number') return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : value;
  if (shape.kind === 'boolean') return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : value;
  if (shape.kind === 'enum') return shape.values.find((name) => name.toLowerCase() === text.toLowerCase()) ?? value;
  return value;
}
