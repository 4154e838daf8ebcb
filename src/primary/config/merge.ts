import type { Problem } from './contract.js';
import { overlay } from './overlay.js';
import { type ArrayTree, emptyObject, locationOf, type ObjectTree, type Source, setProperty } from './tree.js';

const lists = ['Routes', 'DynamicRoutes', 'Aggregates'] as const;
const listNames: ReadonlySet<string> = new Set(lists.map((name) => name.toLowerCase()));

export interface FolderFile {
  readonly fileName: string;
  readonly root: ObjectTree;
}

/**
 * Puts the files of a folder together: `Routes`, `DynamicRoutes` and `Aggregates` one after the other,
 * `GlobalConfiguration` from `ocelot.global.json` only (Ocelot, merging files). Sections that are not Ocelot's overlay
 * one another in file order.
 */
export function mergeFolder(files: readonly FolderFile[], folder: Source, problems: Problem[]): ObjectTree {
  const merged = emptyObject(folder);
  for (const name of lists) {
    const items = files.flatMap((file) => itemsOf(file.root, name, problems));
    const list: ArrayTree = { kind: 'array', items, source: folder, offset: 0 };
    if (items.length > 0) setProperty(merged, name, list);
  }
  for (const { fileName, root } of files) {
    const isGlobal = fileName.toLowerCase() === 'ocelot.global.json';
    const rest = emptyObject(root.source, root.offset);
    for (const [key, { name, value }] of root.properties) {
      if (listNames.has(key)) continue;
      if (key !== 'globalconfiguration' || isGlobal) setProperty(rest, name, value);
    }
    overlay(merged, rest);
  }
  return merged;
}

function itemsOf(root: ObjectTree, name: string, problems: Problem[]): ArrayTree['items'] {
  const value = root.properties.get(name.toLowerCase())?.value;
  if (value === undefined || (value.kind === 'scalar' && value.value === null)) return [];
  if (value.kind === 'array') return value.items;
  problems.push({
    severity: 'error',
    path: name,
    location: locationOf(value),
    message: `${name} must be a list`,
    suggestion: `Write "${name}": [ … ].`,
  });
  return [];
}
