import type { FailureName } from '../../../shared/errors.js';
import type { Hook } from '../../../shared/extensions/hook.js';
import type { Exchange } from '../../exchange.js';
import type { ResponseHead } from '../../forward/response-head.js';
import type { Refusal } from '../../server/refuse.js';
import { failureOf } from '../failure-of.js';
import { ExchangeHookContext } from './exchange-hook-context.js';
import { FailedAnswer } from './failed-answer.js';
import type { HeldAnswer } from './held-answer.js';
import { OwnAnswer } from './own-answer.js';
import { ServedAnswer } from './served-answer.js';

/** One hook under way. */
interface Frame {
  /** It has called `next`. */
  entered: boolean;
  /** It has returned. */
  done: boolean;
  /** Lets `next` come back. */
  comeBack: () => void;
}

/**
 * The hooks of one request. What answers the request is held until the hooks inside the answer, innermost first, have come
 * back; each may take as long as the route's timeout.
 */
export class HookRun {
  readonly #frames: Frame[] = [];
  #held: HeldAnswer | null = null;
  #abort: AbortController | null = null;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  get answer(): HeldAnswer | null {
    return this.#held;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#exchange.settled) this.#abort.abort();
    return this.#abort.signal;
  }

  /** @param enter the rest of the way */
  run(hook: Hook, enter: () => void): void {
    const frame: Frame = { entered: false, done: false, comeBack: () => {} };
    this.#frames.push(frame);
    this.#arm();
    const next = (): Promise<void> => {
      const back = this.#next(frame, enter);
      // A hook need not wait for it.
      back.catch(() => {});
      return back;
    };
    void this.#call(hook, frame, next);
  }

  /** What would go out waits for the hooks that are open. */
  hold(answer: HeldAnswer): void {
    if (!this.open) return;
    this.#held = answer;
    if (answer.final) this.#exchange.abandon(true);
    this.#arm();
    this.#unwind();
  }

  /** An answer of the route. @returns `true`: it comes back when the hooks have seen it */
  holdServed(head: ResponseHead, chunk: Buffer | null, complete: boolean): true {
    this.hold(new ServedAnswer(this.#exchange, head, chunk, complete));
    return true;
  }

  /** The same for a failure. */
  holdFailure(failure: FailureName, detail: string, refusal: Refusal | null): true {
    this.hold(new FailedAnswer(this.#exchange, failure, detail, refusal));
    return true;
  }

  /** More of the answer that is held. */
  push(chunk: Buffer | null, complete: boolean): void {
    this.#held?.push(chunk, complete);
  }

  /** Time is up. A hook that is at work has had it; the failure of a service is still shown to the hooks. */
  onDeadline(): void {
    const atWork = this.#held !== null || this.#frames.at(-1)?.entered === false;
    if (atWork) this.onSettled();
  }

  /** The exchange goes on without hooks, or is over. */
  onSettled(): void {
    this.#exchange.hooks = null;
    this.#held = null;
    this.#abort?.abort();
    for (const frame of this.#frames.splice(0)) frame.comeBack();
  }

  /** Hooks can still say something. */
  get open(): boolean {
    return this.#exchange.hooks === this && !this.#exchange.settled;
  }

  async #call(hook: Hook, frame: Frame, next: () => Promise<void>): Promise<void> {
    try {
      await hook(new ExchangeHookContext(this.#exchange, this), next);
      frame.done = true;
    } catch (error) {
      frame.done = true;
      this.#failed(error);
    }
    if (!this.open) return;
    if (this.#held !== null) this.#unwind();
    else if (!frame.entered) this.hold(new OwnAnswer(this.#exchange, 200, {}, ''));
  }

  async #next(frame: Frame, enter: () => void): Promise<void> {
    if (frame.entered) throw new Error('next can be called once');
    frame.entered = true;
    // What has answered meanwhile, another hook or the end of the request, has left nothing to go on with.
    if (!this.open || this.#held !== null) return;
    const back = new Promise<void>((resolve) => {
      frame.comeBack = resolve;
    });
    this.#exchange.deadlineQueue?.remove(this.#exchange);
    enter();
    await back;
  }

  #failed(error: unknown): void {
    const { gateway } = this.#exchange;
    const { failure, detail } = failureOf(error, gateway.runtime.extensions.errorMapper);
    if (this.open) this.#exchange.fail(failure, `hook: ${detail}`);
    else gateway.log.warn({ detail }, 'a hook failed after its request was over');
  }

  /** Lets the innermost hook that is open see the answer, or sends it. */
  #unwind(): void {
    while (this.#frames.at(-1)?.done === true) this.#frames.pop();
    const frame = this.#frames.at(-1);
    if (frame !== undefined) {
      frame.comeBack();
      return;
    }
    const held = this.#held!;
    this.#exchange.hooks = null;
    try {
      held.send();
    } catch (error) {
      // What hooks have made of it cannot be sent.
      this.#exchange.fail('extension', `hook: ${failureOf(error, null).detail}`);
    }
  }

  #arm(): void {
    const exchange = this.#exchange;
    exchange.deadlineQueue?.remove(exchange);
    (exchange.route?.deadlines ?? exchange.gateway.runtime.deadlines).add(exchange);
  }
}
