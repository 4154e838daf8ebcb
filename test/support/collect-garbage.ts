import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Forgets what nothing refers to, now. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
}
