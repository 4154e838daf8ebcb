import { property, type Tree } from './tree.js';

/** Where a value stands in the merged configuration. */
export type Path = readonly PropertyKey[];

/** `Routes[3].UpstreamPathTemplate`; names that are no words in brackets and quotes. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/.test(String(step))) text += text === '' ? String(step) : `.${String(step)}`;
    else text += `[${JSON.stringify(String(step))}]`;
  }
  return text;
}

/** The tree at a path, or the nearest one above it. */
export function nearestTree(root: Tree, path: Path): Tree {
  let tree = root;
  for (const step of path) {
    const next =
      tree.kind === 'object'
        ? property(tree, String(step))
        : tree.kind === 'array'
          ? tree.items[Number(step)]
          : undefined;
    if (next === undefined) return tree;
    tree = next;
  }
  return tree;
}
