import type { GlobalConfiguration } from '../../shared/config/global-configuration.js';
import type { MetadataRules } from '../../shared/metadata/metadata-rules.js';
import { numberStyles, readNumberStyles } from '../../shared/metadata/number-styles.js';

/** Source: Ocelot, MetadataOptions. Where Ocelot takes the culture of the process, this is the invariant one. */
export function metadataRules({ MetadataOptions: options }: GlobalConfiguration): MetadataRules {
  const split = options?.StringSplitOption ?? '';
  return {
    separators: options?.Separators ?? [','],
    trimCharacters: (options?.TrimChars ?? [' ']).join(''),
    trimEntries: /trimentries/i.test(split),
    numberStyles: readNumberStyles(options?.NumberStyle?.trim() || 'Any') ?? numberStyles.Any,
    culture: options?.CurrentCulture?.trim() ?? '',
  };
}
