import { failures } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { ResponseHead } from '../forward/response-head.js';
import type { RouteRuntime } from '../runtime/route.js';
import type { AggregateRuntime } from './aggregate-runtime.js';
import { callAggregator } from './call-aggregator.js';
import { collectBody } from './collect-body.js';
import { type AnswerText, joinAnswers } from './join-answers.js';
import { JsonDocument } from './json-document.js';
import { Member, type MemberCall } from './member.js';
import { mergeFields } from './merge-fields.js';

/** A member route of an aggregate. */
export interface AggregateMember {
  readonly key: string;
  readonly route: RouteRuntime;
}

/**
 * An aggregate under way: its members are called, each with its own policies, and their answers become one. All at the
 * same time, or with expansions the first one alone and then the others, once per value in its answer (Ocelot: aggregation).
 */
export class Aggregation {
  /** All calls so far, in the order of their answers. */
  readonly #calls: Member[] = [];
  /** How many of them have begun. */
  #begun = 0;
  #open = 0;
  #bytes = 0;
  #beginning = false;
  #body: Buffer | null = null;
  /** What comes when no call is left. */
  #then: () => void = () => this.#complete();
  readonly #aborted = new AbortController();
  readonly #exchange: Exchange;
  readonly #runtime: AggregateRuntime;

  constructor(exchange: Exchange, runtime: AggregateRuntime) {
    this.#exchange = exchange;
    this.#runtime = runtime;
  }

  start(): void {
    collectBody(this.#exchange, (body) => {
      this.#body = body;
      const members = this.#exchange.route!.members!;
      if (this.#runtime.expansions === null) this.#add(members);
      else {
        this.#then = () => this.#expand();
        this.#add(members.slice(0, 1));
      }
      this.#begin();
    });
  }

  /** The client is gone, or the whole has failed. */
  cancel(): void {
    for (const call of this.#calls) call.cancel();
    this.#aborted.abort();
  }

  #add(members: readonly AggregateMember[], overrides: MemberCall['overrides'] = null): void {
    const { partDeadlines: deadlines } = this.#runtime;
    for (const { key, route } of members) {
      const call = { key, route, overrides, body: this.#body, deadlines };
      const member: Member = new Member(this.#exchange, call, () => this.#ended(member));
      this.#calls.push(member);
    }
  }

  /** As many calls as may run at the same time. A call may end while it begins, so this must not run inside itself. */
  #begin(): void {
    if (this.#beginning) return;
    this.#beginning = true;
    const { parallelCalls } = this.#runtime.plan;
    while (this.#begun < this.#calls.length && this.#open < parallelCalls && !this.#exchange.settled) {
      this.#open++;
      this.#calls[this.#begun++]!.start();
    }
    this.#beginning = false;
    if (this.#open === 0 && !this.#exchange.settled) this.#then();
  }

  #ended(call: Member): void {
    this.#open--;
    if (this.#exchange.settled) return;
    const { maxBytes } = this.#runtime.plan;
    this.#bytes += call.answer.length;
    if (this.#bytes > maxBytes)
      this.#exchange.fail('aggregate', `the answers have more than ${maxBytes} bytes together`);
    else this.#begin();
  }

  /** Source: Ocelot, complex aggregation. What is no JSON of a success has no values: it is the answer itself. */
  #expand(): void {
    this.#then = () => this.#complete();
    const first = this.#calls[0]!;
    if (first.failure !== null) {
      this.#fail(first);
      return;
    }
    const isSuccess = first.head.status >= 200 && first.head.status < 300;
    const document = isSuccess ? JsonDocument.read(first.text.trim()) : null;
    if (document === null) this.#answer(first.head, first.answer);
    else if (this.#addExpanded(document)) this.#begin();
  }

  /** @returns `false`: the whole has failed */
  #addExpanded(document: JsonDocument): boolean {
    const { plan, expansions } = this.#runtime;
    let left = plan.maxCalls;
    for (const member of this.#exchange.route!.members!.slice(1)) {
      const expansion = expansions!.get(member.key);
      if (expansion === undefined) {
        this.#add([member]);
        continue;
      }
      try {
        const values = expansion.values(document, left);
        left -= values.length;
        if (left < 0) throw new RangeError(`more than MaxCalls (${plan.maxCalls}) values`);
        for (const value of values) this.#add([member], new Map([[expansion.parameter, value]]));
      } catch (error) {
        this.#exchange.fail('aggregate', `${member.key}: ${(error as Error).message}`);
        return false;
      }
    }
    return true;
  }

  #complete(): void {
    const { aggregator, plan, fieldRule } = this.#runtime;
    if (aggregator !== null) {
      this.#callAggregator(aggregator);
      return;
    }
    const failed = plan.partFailure === 'fail' ? this.#calls.find(({ failure }) => failure !== null) : undefined;
    if (failed !== undefined) {
      this.#fail(failed);
      return;
    }
    const body = Buffer.from(joinAnswers(this.#calls.flatMap((call) => this.#textOf(call))));
    const head = new ResponseHead();
    head.status = 200;
    head.statusLine = '200 OK';
    const merged =
      fieldRule === null
        ? ''
        : mergeFields(
            this.#calls.map((call) => call.head.fields),
            fieldRule,
          );
    head.fields = merged === '' ? 'Content-Type: application/json' : `Content-Type: application/json\r\n${merged}`;
    head.contentLength = body.length;
    this.#answer(head, body);
  }

  /** Nothing for a call that is left out. */
  #textOf({ key, text, failure, outcome }: Member): AnswerText[] {
    if (failure === null) return [{ key, text }];
    switch (this.#runtime.plan.partFailure) {
      case 'omit':
        return [];
      case 'status':
        return [{ key, text: JSON.stringify({ status: outcome, error: failures[failure.failure].code }) }];
      default:
        return [{ key, text: '' }];
    }
  }

  #callAggregator(aggregator: NonNullable<AggregateRuntime['aggregator']>): void {
    const exchange = this.#exchange;
    const context = { route: exchange.route!.name, signal: this.#aborted.signal };
    callAggregator(aggregator, this.#calls, context).then(
      ({ head, body }) => {
        if (!exchange.settled) this.#answer(head, body);
      },
      (error: unknown) => exchange.fail('aggregator', String(error)),
    );
  }

  #answer(head: ResponseHead, body: Buffer): void {
    this.#addAnswerFields();
    this.#exchange.respond(head, body, true);
  }

  #fail({ key, failure }: Member): void {
    this.#addAnswerFields();
    this.#exchange.fail(failure!.failure, `${key}: ${failure!.detail}`, failure!.refusal);
  }

  /** What the members' policies add to any answer, once per name. */
  #addAnswerFields(): void {
    const merged = mergeFields(
      this.#calls.map(({ answerFields }) => answerFields),
      () => 'first',
    );
    if (merged !== '') this.#exchange.addAnswerFields(merged);
  }
}
