import { parseTemplate, placeholderNames, type TemplatePart } from '../../shared/path-template.js';
import type { DownstreamPlan, UpstreamPlan } from '../../shared/snapshot.js';
import { resolveDotSegments } from '../match/dot-segments.js';
import { type Slot, slotsOf } from '../match/slots.js';
import { encodeLiteral } from './encode.js';
import { TargetBuilder } from './target-builder.js';
import { TargetNames } from './target-names.js';
import { TextTemplate } from './text-template.js';

/** The sides of a route that decide its target; a member of an aggregate takes the aggregate's upstream. */
export interface TargetPlan {
  readonly upstream: UpstreamPlan;
  readonly downstream: Pick<DownstreamPlan, 'pathTemplate'>;
}

export function compileTarget(plan: TargetPlan): TargetBuilder {
  const slots = slotsOf(plan.upstream);
  const { pathTemplate } = plan.downstream;
  const mark = pathTemplate.indexOf('?');
  const resolved =
    mark < 0
      ? resolveDotSegments(pathTemplate)
      : resolveDotSegments(pathTemplate.slice(0, mark)) + pathTemplate.slice(mark);
  const template = parseTemplate(resolved);
  return new TargetBuilder({
    path: new TextTemplate(template.path, slots, 'path'),
    query: template.query === null ? null : new TextTemplate(template.query.map(joinParameters), slots, 'query'),
    names: TargetNames.of(slots.map((slot) => slot.name)),
    checkDots: mayFormDots(template.path, plan.upstream.pathTemplate, slots),
    unchangedPrefix: unchangedPrefix(plan),
  });
}

/** Placeholders of a downstream template, the path's before the query's. */
export function downstreamPlaceholders(pathTemplate: string): string[] {
  return placeholderNames(parseTemplate(pathTemplate));
}

/** A further `?` in a query separates parameters. Source: Ocelot, query rules. */
function joinParameters(part: TemplatePart): TemplatePart {
  return part.kind === 'literal' ? { kind: 'literal', text: part.text.replaceAll('?', '&') } : part;
}

/** Whole segments of the client stay harmless as whole segments: its dot segments are resolved. Any other value is not trusted. */
function mayFormDots(path: readonly TemplatePart[], upstreamTemplate: string, slots: readonly Slot[]): boolean {
  const upstream = parseTemplate(upstreamTemplate).path;
  return path.some((part, index) => {
    if (part.kind === 'literal') return false;
    const from = upstream.findIndex((each) => each.kind === 'placeholder' && each.name === part.name);
    const ownValue = slots.some((slot) => slot.name === part.name && slot.source === 'path');
    return !ownValue || !isWholeSegment(path, index) || !isWholeSegment(upstream, from);
  });
}

function isWholeSegment(parts: readonly TemplatePart[], index: number): boolean {
  const before = parts[index - 1];
  const after = parts[index + 1];
  const opens = before?.kind === 'literal' && before.text.endsWith('/');
  return opens && (after === undefined || (after.kind === 'literal' && after.text.startsWith('/')));
}

/** Both templates the same, with one placeholder that takes the rest: the client's path goes out untouched. */
function unchangedPrefix({ upstream, downstream }: TargetPlan): string | null {
  if (upstream.pathTemplate !== downstream.pathTemplate) return null;
  const { path, query } = parseTemplate(upstream.pathTemplate);
  const [literal, placeholder] = path;
  if (query !== null || path.length !== 2 || literal?.kind !== 'literal' || placeholder?.kind !== 'placeholder') {
    return null;
  }
  const isFixed = literal.text.endsWith('/') && encodeLiteral(literal.text, 'path') === literal.text;
  return isFixed ? literal.text : null;
}
