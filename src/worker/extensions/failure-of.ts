import { type FailureName, failures } from '../../shared/errors.js';
import type { ErrorMapper } from '../../shared/extensions/error-mapper.js';
import { ServiceError } from '../../shared/extensions/service-error.js';

export interface MappedError {
  readonly failure: FailureName;
  readonly detail: string;
}

/** What an error of an extension means to the client: the extensions' own map first. Source: Ocelot, delegating handlers. */
export function failureOf(error: unknown, mapper: ErrorMapper | null): MappedError {
  return { failure: mappedBy(mapper, error) ?? builtIn(error), detail: describe(error) };
}

function builtIn(error: unknown): FailureName {
  if (error instanceof ServiceError) return error.failure;
  const name = nameOf(error);
  if (name === 'TimeoutError') return 'timedOut';
  return name === 'AbortError' ? 'canceled' : 'extension';
}

/** A map that throws or names no failure has no opinion. */
function mappedBy(mapper: ErrorMapper | null, error: unknown): FailureName | null {
  try {
    const name = mapper?.(error) ?? null;
    return name !== null && Object.hasOwn(failures, name) ? name : null;
  } catch {
    return null;
  }
}

/** With the place it comes from: logs hold no stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ServiceError) return error.message;
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name}: ${error.message}${place === undefined ? '' : ` (${place.trim()})`}`;
}

function nameOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
}
