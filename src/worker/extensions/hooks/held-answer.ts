import type { HookAnswer } from '../../../shared/extensions/hook.js';

/** An answer that waits until hooks have seen it. */
export interface HeldAnswer extends HookAnswer {
  /** What was begun to get an answer is not needed any more. */
  readonly final: boolean;
  /** More of the body, while it waits. */
  push(chunk: Buffer | null, complete: boolean): void;
  /** Goes out. */
  send(): void;
}
