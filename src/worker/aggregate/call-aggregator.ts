import { STATUS_CODES } from 'node:http';
import { failures } from '../../shared/errors.js';
import type { Aggregator, AggregatorContext, MemberAnswer } from '../../shared/extensions/aggregator.js';
import { isOwnHeader } from '../../shared/policies/header-names.js';
import { ResponseHead } from '../forward/response-head.js';
import type { Member } from './member.js';

export interface AggregateAnswer {
  readonly head: ResponseHead;
  readonly body: Buffer;
}

/**
 * Lets an aggregator of an extension make the answer. Members without an answer are among those it gets.
 *
 * @throws what the aggregator throws, and when it returns something else than an answer
 */
export async function callAggregator(
  aggregator: Aggregator,
  members: readonly Member[],
  context: AggregatorContext,
): Promise<AggregateAnswer> {
  const response = await aggregator(members.map(memberAnswer), context);
  if (!(response instanceof Response) || response.status < 200)
    throw new TypeError('the aggregator returned no Response');
  const body = Buffer.from(await response.arrayBuffer());
  const head = new ResponseHead();
  head.status = response.status;
  head.statusLine = `${response.status} ${response.statusText || (STATUS_CODES[response.status] ?? '')}`;
  const fields = [...response.headers].filter(([name]) => !isOwnHeader(name, 'response'));
  head.fields = fields.map(([name, value]) => `${name}: ${value}`).join('\r\n');
  head.contentLength = body.length;
  return { head, body };
}

function memberAnswer({ key, failure, head, answer }: Member): MemberAnswer {
  const headers = new Headers();
  if (failure !== null) return { key, status: 0, headers, body: answer, failure: failures[failure.failure].code };
  for (const line of head.fields === '' ? [] : head.fields.split('\r\n')) {
    const colon = line.indexOf(':');
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return { key, status: head.status, headers, body: answer, failure: null };
}
