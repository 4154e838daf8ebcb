import type { Problem } from './contract.js';
import { innerPlaces, type OldName, type OldNameRule, oldNamesOf, type Place } from './old-names.js';
import { formatPath, type Path } from './path.js';
import { type ArrayTree, locationOf, type ObjectTree, property, scalar, setProperty, type Tree } from './tree.js';

/** The value under the new name; `undefined`: both are given and contradict. */
const rules: Readonly<Record<OldNameRule, (old: Tree, current: Tree | undefined) => Tree | undefined>> = {
  alone: (old, current) => (current === undefined ? old : undefined),
  wins: (old) => old,
  inFront,
  inSeconds,
  inverted,
};

/** Collects one notice for every old name, however often it stands in the sources. */
export class OldNames {
  private readonly seen = new Map<OldName, { count: number; readonly path: string; readonly location: string }>();
  private readonly contradictions: Problem[] = [];

  /** Renames the old options of one source, in place: each level is resolved on its own before levels are merged. */
  upgrade(root: ObjectTree): void {
    for (const { place, object, path } of places({ place: 'root', object: root, path: [] })) {
      for (const old of oldNamesOf(place)) this.rename(old, object, path);
    }
  }

  problems(): Problem[] {
    const notices = [...this.seen].map(([{ from, to }, { count, path, location }]): Problem => {
      const times = count === 1 ? '' : ` (${count} times, first here)`;
      return {
        severity: 'notice',
        path,
        location,
        message: `${from} is the old name of ${to}${times}`,
        suggestion: `Write ${to}.`,
      };
    });
    return [...this.contradictions, ...notices];
  }

  private rename(old: OldName, object: ObjectTree, path: Path): void {
    const given = property(object, old.from);
    if (given === undefined) return;
    object.properties.delete(old.from.toLowerCase());
    if (saysNothing(given)) return;
    const place = { path: formatPath([...path, old.from]), location: locationOf(given) };
    const value = rules[old.rule](given, property(object, old.to));
    if (value === undefined) {
      const message = `${old.from} is the old name of ${old.to}, and both are given`;
      this.contradictions.push({ severity: 'error', ...place, message, suggestion: `Move everything to ${old.to}.` });
      return;
    }
    setProperty(object, old.to, value);
    const seen = this.seen.get(old);
    if (seen === undefined) this.seen.set(old, { count: 1, ...place });
    else seen.count += 1;
  }
}

/** Then what stands under the new name counts. .NET's configuration binder makes nothing of an empty object. */
function saysNothing(old: Tree): boolean {
  if (old.kind === 'scalar') return old.value === null || String(old.value).trim() === '';
  return old.kind === 'object' && old.properties.size === 0;
}

interface Visit {
  readonly place: Place;
  readonly object: ObjectTree;
  readonly path: Path;
}

/** Every object that can hold old names; an object comes before those in it, so that these are found under their new names. */
function* places(visit: Visit): Generator<Visit> {
  yield visit;
  for (const { name, isList, place } of innerPlaces(visit.place)) {
    const value = property(visit.object, name);
    const path = [...visit.path, name];
    if (!isList && value?.kind === 'object') yield* places({ place, object: value, path });
    if (!isList || value?.kind !== 'array') continue;
    for (const [index, item] of value.items.entries())
      if (item?.kind === 'object') yield* places({ place, object: item, path: [...path, index] });
  }
}

function inFront(old: Tree, current: Tree | undefined): Tree {
  const rest = current?.kind === 'array' ? current.items : [];
  return { kind: 'array', items: [old, ...rest], source: old.source, offset: old.offset } satisfies ArrayTree;
}

function inSeconds(old: Tree): Tree {
  return old.kind === 'scalar' ? scalar(`${old.raw}s`, old.source, old.offset) : old;
}

function inverted(old: Tree): Tree {
  const text = old.kind === 'scalar' ? old.raw.toLowerCase() : '';
  return text === 'true' || text === 'false' ? scalar(text === 'false', old.source, old.offset) : old;
}
