import { parseTemplate, placeholderNames } from '../../shared/path-template.js';
import type { UpstreamPlan } from '../../shared/snapshot.js';
import { headerPlaceholders } from './header-pattern.js';

/** One value that a match captures; its place in the list is its place among the values. */
export interface Slot {
  readonly name: string;
  readonly source: SlotSource;
}

/** Where a value comes from, and so how it is spelled: a `catchAllQuery` has no text of its own, the query is carried over. */
export type SlotSource = 'path' | 'query' | 'catchAllQuery' | 'header';

/** The values of a route in the order in which they are captured: path, query, headers. */
export function slotsOf(upstream: UpstreamPlan): Slot[] {
  const template = parseTemplate(upstream.pathTemplate);
  const path = placeholderNames({ ...template, query: null });
  const query = placeholderNames({ ...template, path: [] });
  const querySource = path.length === 0 && isLonePlaceholder(template.query) ? 'catchAllQuery' : 'query';
  return [
    ...path.map((name): Slot => ({ name, source: 'path' })),
    ...query.map((name): Slot => ({ name, source: querySource })),
    ...upstream.headerTemplates.flatMap(([, header]) =>
      headerPlaceholders(header).map((name): Slot => ({ name, source: 'header' })),
    ),
  ];
}

function isLonePlaceholder(parts: readonly { readonly kind: string }[] | null): boolean {
  return parts?.length === 1 && parts[0]?.kind === 'placeholder';
}
