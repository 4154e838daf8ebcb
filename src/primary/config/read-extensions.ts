import { dirname, resolve } from 'node:path';
import type { Config } from '../../shared/config/config.js';
import { type ExtensionNames, noExtensions } from '../../shared/extensions/extension-names.js';
import { inspectExtensions } from '../extensions/inspection.js';
import type { Finding } from './checks/check.js';
import { nearestTree } from './path.js';
import type { ObjectTree } from './tree.js';

export interface ExtensionsRead {
  /** With absolute paths. */
  readonly config: Config;
  /** `null`: they are not known, because a module cannot be used. */
  readonly names: ExtensionNames | null;
  readonly findings: readonly Finding[];
}

const place = ['Gateway', 'Extensions'];

/** Loads the extension modules of a configuration; paths are relative to the file that names them. */
export async function readExtensions(config: Config, root: ObjectTree): Promise<ExtensionsRead> {
  const written = config.Gateway.Extensions;
  if (written.length === 0) return { config, names: noExtensions, findings: [] };
  const files = written.map((path, index) => {
    const { source } = nearestTree(root, [...place, index]);
    return source.text === null ? resolve(path) : resolve(dirname(source.name), path);
  });
  const { faults, duplicates, names } = await inspectExtensions(files);
  const findings: Finding[] = faults.flatMap((message, index) =>
    message === null ? [] : [{ path: [...place, index], message, suggestion }],
  );
  for (const message of duplicates) findings.push({ path: place, message });
  return { config: { ...config, Gateway: { ...config.Gateway, Extensions: files } }, names, findings };
}

const suggestion =
  'Name a JavaScript module, relative to this file, with export default { delegatingHandlers: { … } } (docs/extensions.md).';
