import type { Exchange } from '../exchange.js';
import { ResponseHead } from '../forward/response-head.js';
import type { RouteRuntime } from '../runtime/route.js';
import { collectBody } from './collect-body.js';
import { joinAnswers } from './join-answers.js';
import { Member } from './member.js';

/** A member route of an aggregate. */
export interface AggregateMember {
  readonly key: string;
  readonly route: RouteRuntime;
}

/**
 * An aggregate under way: all members are called at the same time, each with its own policies, and their answers become
 * one. A member that gets no answer fails the whole, the first one in order (Ocelot: aggregation, execution).
 */
export class Aggregation {
  #members: readonly Member[] = [];
  #open = 0;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  start(): void {
    collectBody(this.#exchange, (body) => this.#call(body));
  }

  /** The client is gone, or the whole has failed. */
  cancel(): void {
    for (const member of this.#members) member.cancel();
  }

  #call(body: Buffer | null): void {
    const exchange = this.#exchange;
    const members = exchange.route!.members!;
    this.#open = members.length;
    this.#members = members.map(({ key, route }) => new Member(exchange, key, route, body, () => this.#ended()));
    for (const member of this.#members) member.proceed();
  }

  #ended(): void {
    this.#open--;
    if (this.#open > 0 || this.#exchange.settled) return;
    // Several members may say the same field, of which the client sees one (Ocelot: rate limiting, responses).
    const saying = this.#members.find(({ answerFields }) => answerFields !== '');
    if (saying !== undefined) this.#exchange.addAnswerFields(saying.answerFields);
    const failed = this.#members.find(({ failure }) => failure !== null);
    if (failed !== undefined) {
      const { failure, detail, refusal } = failed.failure!;
      this.#exchange.fail(failure, `${failed.key}: ${detail}`, refusal);
      return;
    }
    const body = Buffer.from(joinAnswers(this.#members));
    const head = new ResponseHead();
    head.status = 200;
    head.statusLine = '200 OK';
    head.fields = 'Content-Type: application/json';
    head.contentLength = body.length;
    this.#exchange.respond(head, body, true);
  }
}
