import type { ExtensionScheme } from '../../../../shared/config/schemes/extension.js';
import type { ExtensionNames } from '../../../../shared/extensions/extension-names.js';
import type { Path } from '../../path.js';
import type { Finding } from '../check.js';
import { extensionBlock } from '../extension-block.js';

/** The scheme is one of an extension. */
export function* extensionSettings(
  { Extension }: ExtensionScheme,
  path: Path,
  extensions: ExtensionNames | null,
): Generator<Finding> {
  const name = Extension.trim();
  if (extensions === null || extensions.authenticationSchemes.includes(name)) return;
  const block = extensionBlock(
    'authenticationSchemes',
    name || 'Mine',
    '(name, options) => ({ authenticate: () => null })',
  );
  yield {
    path: [...path, 'Extension'],
    message:
      name === '' ? 'Extension is missing' : `no extension has the authentication scheme ${JSON.stringify(name)}`,
    suggestion: `Write it: ${block}`,
  };
}
