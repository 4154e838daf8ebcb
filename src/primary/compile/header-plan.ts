import type { HeaderTransforms } from '../../shared/config/header-transforms.js';
import type { Direction } from '../../shared/policies/header-names.js';
import { readHeaderTransform } from '../../shared/policies/header-transform.js';
import type { HeaderTransformPlan } from '../../shared/snapshot.js';

/** The transforms of one direction that have an effect; `null` when none has. `own`: placeholders of extensions. */
export function headerPlan(
  transforms: HeaderTransforms,
  direction: Direction,
  own: readonly string[] = [],
): readonly HeaderTransformPlan[] | null {
  const plans: HeaderTransformPlan[] = [];
  for (const [name, written] of Object.entries(transforms)) {
    const { remove, replace, add } = readHeaderTransform(name, written, direction, own);
    if (remove || replace.length > 0 || add !== null) plans.push({ name, remove, replace, add });
  }
  return plans.length === 0 ? null : plans;
}
