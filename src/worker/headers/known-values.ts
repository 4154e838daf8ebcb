import { ownPlaceholder } from '../extensions/own-placeholder.js';
import type { LinkContext } from '../pipeline.js';
import type { Placeholder } from './placeholders.js';

/** What placeholders of headers stand for, beside the request. */
export interface KnownValues {
  /** The value of `{BaseUrl}`. */
  readonly baseUrl: string;
  /** Placeholders of extensions. */
  readonly own: ReadonlyMap<string, Placeholder>;
}

export function known({ settings, extensions }: Pick<LinkContext, 'settings' | 'extensions'>): KnownValues {
  const own = new Map([...extensions.placeholders].map(([name, fill]) => [name, ownPlaceholder(name, fill)] as const));
  return { baseUrl: settings.baseUrl, own };
}
