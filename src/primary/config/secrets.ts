import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Problem } from './contract.js';
import { formatPath, type Path } from './path.js';
import { locationOf, type ObjectTree, type ScalarTree, scalar, type Tree } from './tree.js';

/** A file named by a secret: part of what was read. */
export interface SecretFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Replaces `${NAME}` (environment variable) and `${file:PATH}` (content of a file without its last line break; relative to
 * the working directory) in every text below a tree, in place.
 */
export async function expandSecrets(
  tree: Tree,
  path: Path,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
): Promise<SecretFile[]> {
  const files: SecretFile[] = [];
  for (const text of [...textsIn(tree, path)]) {
    let expanded = '';
    let rest = String(text.value.value);
    for (let match = reference.exec(rest); match !== null; match = reference.exec(rest)) {
      expanded += rest.slice(0, match.index) + (await contentOf(match[1]!, text, env, problems, files));
      rest = rest.slice(match.index + match[0].length);
    }
    text.replace(scalar(expanded + rest, text.value.source, text.value.offset));
  }
  return files;
}

const reference = /\$\{([^}]*)\}/;

interface FoundText {
  readonly value: ScalarTree;
  readonly path: Path;
  readonly replace: (value: Tree) => void;
}

function* textsIn(tree: Tree, path: Path): Generator<FoundText> {
  if (tree.kind === 'object')
    for (const [key, item] of tree.properties)
      yield* member(item.value, [...path, item.name], replacing(tree, key, item.name));
  if (tree.kind === 'array') {
    for (const [index, item] of tree.items.entries()) {
      if (item === undefined) continue;
      yield* member(item, [...path, index], (value) => {
        tree.items[index] = value;
      });
    }
  }
}

function* member(value: Tree, path: Path, replace: (value: Tree) => void): Generator<FoundText> {
  if (value.kind !== 'scalar') yield* textsIn(value, path);
  else if (typeof value.value === 'string' && reference.test(value.value)) yield { value, path, replace };
}

function replacing(object: ObjectTree, key: string, name: string): (value: Tree) => void {
  return (value) => object.properties.set(key, { name, value });
}

async function contentOf(
  name: string,
  text: FoundText,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
  files: SecretFile[],
): Promise<string> {
  const report = (message: string, suggestion: string): string => {
    problems.push({
      severity: 'error',
      path: formatPath(text.path),
      location: locationOf(text.value),
      message,
      suggestion,
    });
    return '';
  };
  if (!name.startsWith('file:')) {
    return (
      env[name] ??
      report(`the environment variable ${name} is not set`, `Set ${name} before starting, or write the value.`)
    );
  }
  const path = resolve(name.slice('file:'.length).trim());
  try {
    const content = await readFile(path, 'utf8');
    files.push({ path, text: content });
    return content.replace(/\r?\n$/, '');
  } catch (error) {
    files.push({ path, text: '' });
    return report(
      `the file ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      'Name a file that this user may read.',
    );
  }
}
