import type { z } from 'zod';
import { type Config, config } from '../../shared/config/config.js';
import type { Problem } from './contract.js';
import { formatPath, nearestTree, type Path } from './path.js';
import { nearest } from './suggest.js';
import { locationOf, type ObjectTree } from './tree.js';

export interface Validated {
  /** Without the values that do not fit; `null` when nothing can be said of the rest. */
  readonly config: Config | null;
  /** Paths of the values that were left out. */
  readonly leftOut: readonly Path[];
}

/**
 * Holds the plain data against the schema. What does not fit is a problem and is left out, so that the checks can still
 * look at the rest.
 */
export function validate(data: unknown, root: ObjectTree, problems: Problem[]): Validated {
  const result = config.safeParse(data);
  if (result.success) return { config: result.data, leftOut: [] };
  for (const issue of result.error.issues) {
    const value = issue.path.reduce<unknown>(
      (at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step],
      data,
    );
    const name = issue.path.findLast((step) => typeof step === 'string') ?? 'the configuration';
    problems.push({
      severity: 'error',
      path: formatPath(issue.path),
      location: locationOf(nearestTree(root, issue.path)),
      message: `${String(name)} ${complaint(issue, value)}`,
      suggestion: suggestion(issue, value),
    });
  }
  const leftOut = result.error.issues.map((issue) =>
    leaveOut(data, issue.path, issue.code === 'invalid_type' && issue.expected === 'object'),
  );
  return { config: config.safeParse(data).data ?? null, leftOut };
}

/**
 * Returns the path of what was left out: an object in a list becomes an empty one, so that the others keep their index; for
 * another value the whole list goes.
 */
function leaveOut(data: unknown, path: Path, isObject: boolean): Path {
  const owner = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], data);
  const step = path.at(-1);
  if (typeof owner !== 'object' || owner === null || step === undefined) return path;
  if (!Array.isArray(owner)) delete (owner as Record<PropertyKey, unknown>)[step];
  else if (isObject) owner[Number(step)] = {};
  else return leaveOut(data, path.slice(0, -1), false);
  return path;
}

const wanted: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function complaint(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'invalid_type') {
    return value === undefined
      ? 'is missing'
      : `must be ${wanted[issue.expected] ?? issue.expected}, not ${shown(value)}`;
  }
  if (issue.code === 'invalid_value') return `must be ${oneOf(issue.values.map(String))}, not ${shown(value)}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}, not ${shown(value)}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}, not ${shown(value)}`;
  if (issue.code === 'invalid_union')
    return `${issue.message === 'Invalid input' ? 'must be a text or a number' : issue.message}, not ${shown(value)}`;
  return issue.message;
}

/** `a`, `a or b`, `a, b or c` */
function oneOf(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(' or ');
}

function suggestion(issue: z.core.$ZodIssue, value: unknown): string | null {
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const meant = nearest(value, issue.values.map(String));
    return meant === null ? null : `Did you mean ${meant}?`;
  }
  if (issue.code !== 'invalid_type' || value === undefined) return null;
  if (issue.expected === 'array')
    return typeof value === 'string' ? `Write [${JSON.stringify(value)}].` : 'Put the values in [ ].';
  if (issue.expected === 'object' || issue.expected === 'record') return 'Write { … }.';
  return null;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
}
