import { ResponseHead } from '../forward/response-head.js';
import { ReadyFields } from '../server/write-fields.js';
import type { CachedAnswer } from './cached-answer.js';
import type { Era } from './region.js';

/** What an entry takes beside its texts and its body, in bytes: objects, links, its place in the map. */
const overhead = 600;

/** A cached answer in the memory of a worker, ready to go out. */
export class Entry {
  readonly key: string;
  /** The key without the fields on which the answer depends; `null`: it depends on none. */
  readonly base: string | null;
  readonly answer: CachedAnswer;
  readonly era: Era;
  readonly head: ResponseHead;
  readonly bytes: number;
  /** On the worker's clock. */
  readonly storedAt: number;
  readonly expiresAt: number;
  newer: Entry | null = null;
  older: Entry | null = null;

  /** @param offset the worker's clock minus the time of day */
  constructor(key: string, base: string | null, answer: CachedAnswer, era: Era, offset: number) {
    this.key = key;
    this.base = base;
    this.answer = answer;
    this.era = era;
    this.head = new ResponseHead();
    this.head.status = answer.status;
    this.head.statusLine = answer.statusLine;
    this.head.fields = answer.fields;
    this.head.contentLength = answer.contentLength;
    this.head.ready = answer.fields === '' ? null : new ReadyFields(answer.fields);
    this.head.text = asciiText(answer.body);
    this.bytes =
      answer.body.length +
      (this.head.text?.length ?? 0) +
      // Ready to be written, they are there twice.
      2 * answer.fields.length +
      key.length +
      (base === null ? 0 : base.length) +
      overhead;
    this.storedAt = answer.storedAt + offset;
    this.expiresAt = answer.expiresAt + offset;
  }
}

/** Above it the memory of a second copy is worth more than the time. */
const shortBody = 4 * 1024;

function asciiText(body: Buffer): string | null {
  if (body.length === 0 || body.length > shortBody) return null;
  const text = body.toString('latin1');
  return Buffer.byteLength(text) === text.length ? text : null;
}
