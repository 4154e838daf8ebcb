import { createHash, type Hash } from 'node:crypto';
import { type ExtensionNames, noExtensions } from '../../shared/extensions/extension-names.js';
import type { Finding } from './checks/check.js';
import { checks } from './checks/index.js';
import { readClientCertificates } from './client-certificates.js';
import type { LoadRequest, LoadResult, Problem } from './contract.js';
import { environmentTree } from './environment.js';
import { OldNames } from './legacy.js';
import { type FolderFile, mergeFolder } from './merge.js';
import { normalize } from './normalize.js';
import { overlay } from './overlay.js';
import { applyOverrides } from './overrides.js';
import { parseConfiguration } from './parse.js';
import { formatPath, nearestTree } from './path.js';
import { readExtensions } from './read-extensions.js';
import { expandSecrets } from './secrets.js';
import { readSources } from './sources.js';
import { emptyObject, locationOf, type ObjectTree, property } from './tree.js';
import { UnknownKeys } from './unknown-keys.js';
import { type Validated, validate } from './validate.js';

/**
 * Reads a configuration and says everything that is wrong with it:
 * 1. read every path, merge folders, resolve old names, lay path over path;
 * 2. lay environment variables (`Routes__0__…`) over the files, then the overrides;
 * 3. expand secrets in `Gateway` and `Authentication`;
 * 4. spell, convert and hold against the schema;
 * 5. load the extensions;
 * 6. run the checks;
 * 7. read the client certificates of routes.
 *
 * Never throws for what a user wrote.
 */
export async function loadConfiguration(request: LoadRequest): Promise<LoadResult> {
  const problems: Problem[] = [];
  const files = new Set<string>();
  const digest = createHash('sha256');
  const oldNames = new OldNames();
  const root = emptyObject({ name: 'configuration', text: null });

  // 1.
  let complete = request.paths.length > 0;
  if (!complete) problems.push(noPath);
  for (const path of request.paths) {
    const tree = await readPath(path, request.environment, { problems, files, digest, oldNames });
    if (tree === null) complete = false;
    else overlay(root, tree);
  }

  // 2.
  const environment = environmentTree(request.env);
  if (environment !== null) {
    oldNames.upgrade(environment);
    overlay(root, environment);
  }
  problems.push(...oldNames.problems());
  applyOverrides(root, request.overrides);

  // 3.
  for (const name of ['Gateway', 'Authentication']) {
    const section = property(root, name);
    const secrets = section === undefined ? [] : await expandSecrets(section, [name], request.env, problems);
    for (const secret of secrets) {
      files.add(secret.path);
      hashed(digest, secret.path, secret.text);
    }
  }

  // 4.
  const unknown = new UnknownKeys();
  const data = normalize(root, unknown);
  problems.push(...unknown.problems());
  let validated = validate(data, root, problems);

  // 5.
  let extensions: ExtensionNames | null = noExtensions;
  if (validated.config !== null) {
    const read = await readExtensions(validated.config, root);
    extensions = read.names;
    for (const finding of read.findings) problems.push(problemOf(finding, root));
    validated = { ...validated, config: read.config };
  }

  // 6. Half a configuration would only bring up problems that are none.
  if (complete) problems.push(...checked(validated, root, extensions));

  // 7.
  if (validated.config !== null) {
    const read = await readClientCertificates(validated.config, Date.now());
    for (const file of read.files) {
      files.add(file.path);
      hashed(digest, file.path, file.text);
    }
    for (const finding of read.findings) problems.push(problemOf(finding, root));
    validated = { ...validated, config: read.config };
  }

  const refused = problems.some((problem) => problem.severity === 'error');
  return {
    config: refused ? null : validated.config,
    extensions: extensions ?? noExtensions,
    problems,
    files: [...files],
    digest: digest.digest('hex'),
  };
}

interface Collected {
  readonly problems: Problem[];
  readonly files: Set<string>;
  readonly digest: Hash;
  readonly oldNames: OldNames;
}

/** The tree of a path; `null` when any of its files cannot be read. */
async function readPath(path: string, environment: string, into: Collected): Promise<ObjectTree | null> {
  const sources = await readSources(path, environment);
  into.problems.push(...sources.problems);
  for (const file of sources.watched) into.files.add(file);
  const read: FolderFile[] = [];
  for (const { name, fileName, text } of sources.texts) {
    hashed(into.digest, sources.kind === 'merge' ? fileName : '', text);
    const { root, problems } = parseConfiguration(name, text);
    into.problems.push(...problems);
    if (root === null) continue;
    into.oldNames.upgrade(root);
    read.push({ fileName, root });
  }
  if (read.length < sources.count) return null;
  if (sources.kind === 'merge') return mergeFolder(read, { name: path, text: null }, into.problems);
  return read[0]?.root ?? null;
}

/** Findings about what the schema has already refused are left out. */
function checked({ config, leftOut }: Validated, root: ObjectTree, extensions: ExtensionNames | null): Problem[] {
  if (config === null) return [];
  const told = new Set(leftOut.map(formatPath));
  const problems: Problem[] = [];
  for (const check of checks) {
    for (const finding of check(config, extensions)) {
      const { path } = finding;
      if (told.size > 0 && path.some((_, depth) => told.has(formatPath(path.slice(0, depth + 1))))) continue;
      problems.push(problemOf(finding, root));
    }
  }
  return problems;
}

function problemOf({ severity = 'error', path, message, suggestion = null }: Finding, root: ObjectTree): Problem {
  return { severity, path: formatPath(path), location: locationOf(nearestTree(root, path)), message, suggestion };
}

const noPath: Problem = {
  severity: 'error',
  path: '',
  location: null,
  message: 'no configuration is named',
  suggestion: 'Name a file or a folder with --config PATH.',
};

function hashed(digest: Hash, name: string, text: string): void {
  digest.update(`${name}\0${text.length}\0`).update(text);
}
