import type { HeaderFields, HookAnswer, HookContext, HookRequest } from '../../../shared/extensions/hook.js';
import type { NewUser, User } from '../../../shared/extensions/user.js';
import type { Exchange } from '../../exchange.js';
import { ExchangeContext } from '../exchange-context.js';
import { principalOf } from '../principal-of.js';
import { ExchangeRequest } from './exchange-request.js';
import type { HookRun } from './hook-run.js';
import { OwnAnswer } from './own-answer.js';

/** What a hook sees of its exchange. */
export class ExchangeHookContext extends ExchangeContext implements HookContext {
  readonly request: HookRequest;
  readonly #exchange: Exchange;
  readonly #run: HookRun;

  constructor(exchange: Exchange, run: HookRun) {
    super(exchange, () => run.signal);
    this.#exchange = exchange;
    this.#run = run;
    this.request = new ExchangeRequest(exchange);
  }

  override get user(): User | null {
    return super.user;
  }

  override set user(user: NewUser | null) {
    this.#exchange.user = user === null ? null : principalOf(user);
  }

  get answer(): HookAnswer | null {
    return this.#run.answer;
  }

  respond(status: number, headers: HeaderFields = {}, body: string | Uint8Array = ''): void {
    this.#run.hold(new OwnAnswer(this.#exchange, status, headers, body));
  }

  fail(status: number, detail: string): void {
    if (!Number.isInteger(status) || status < 400 || status > 599) throw new RangeError(`${status} is no failure`);
    // An answer that is on its way is not cut.
    if (this.#run.open) this.#exchange.fail('refusedByExtension', detail, { status, fields: '', body: '' });
  }
}
