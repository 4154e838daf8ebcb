import type { ObjectTree, Tree } from './tree.js';

/**
 * Lays a later source over an earlier one, in place: objects property by property, lists index by index, anything else
 * replaces what stood there. Source: Ocelot, JSON reading rules, several sources.
 */
export function overlay(base: ObjectTree, upper: ObjectTree): void {
  for (const [key, { name, value }] of upper.properties) {
    const below = base.properties.get(key);
    base.properties.set(key, { name: below?.name ?? name, value: combine(below?.value, value) });
  }
}

function combine(below: Tree | undefined, above: Tree): Tree {
  if (below?.kind === 'object' && above.kind === 'object') {
    overlay(below, above);
    return below;
  }
  if (below?.kind !== 'array' || above.kind !== 'array') return above.kind === 'array' ? dense(above) : above;
  for (const [index, item] of above.items.entries()) {
    if (item === undefined) continue;
    if (index < below.items.length) below.items[index] = combine(below.items[index], item);
    else below.items.push(combine(undefined, item));
  }
  return below;
}

/** A list without holes: there is nothing below that they could leave standing. */
function dense(tree: Tree & { kind: 'array' }): Tree {
  return tree.items.includes(undefined) ? { ...tree, items: tree.items.filter((item) => item !== undefined) } : tree;
}
