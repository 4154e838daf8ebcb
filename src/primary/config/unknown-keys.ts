import type { Problem } from './contract.js';
import { formatPath, type Path } from './path.js';
import type { Field } from './shape.js';
import { nearest } from './suggest.js';
import { locationOf, type Tree } from './tree.js';

interface Unknown {
  count: number;
  readonly problem: Problem;
}

/**
 * Properties that the schema does not know: one warning for each name and section however often it is written, an error
 * in strict sections. At the top level other programs keep their sections, so there only near misses are told.
 */
export class UnknownKeys {
  private readonly found = new Map<string, Unknown>();

  add(name: string, value: Tree, owner: Path, fields: ReadonlyMap<string, Field>, strict: boolean): void {
    const key = [...owner, name]
      .map((step) => (typeof step === 'number' ? '[]' : String(step).toLowerCase()))
      .join('.');
    const seen = this.found.get(key);
    if (seen !== undefined) {
      seen.count += 1;
      return;
    }
    const meant = nearest(
      name,
      [...fields.values()].map((field) => field.name),
    );
    if (owner.length === 0 && meant === null) return;
    const problem: Problem = {
      severity: strict ? 'error' : 'warning',
      path: formatPath([...owner, name]),
      location: locationOf(value),
      message: `unknown option ${name}`,
      suggestion:
        meant === null
          ? strict
            ? 'Remove it.'
            : 'It has no effect; keep such data in Metadata.'
          : `Did you mean ${meant}?`,
    };
    this.found.set(key, { count: 1, problem });
  }

  problems(): Problem[] {
    return [...this.found.values()].map(({ count, problem }) => {
      if (count === 1 || problem.severity === 'error') return problem;
      return { ...problem, message: `${problem.message} (${count} times, first here)` };
    });
  }
}
