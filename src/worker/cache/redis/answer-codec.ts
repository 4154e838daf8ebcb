import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { pack, unpack } from 'msgpackr';
import type { CachedAnswer } from '../cached-answer.js';

/** First byte of a value: how the rest is written. Another one is of another version, and is not read. */
const PLAIN = 1;
const DEFLATED = 2;

/** What an answer takes beside its body at most, bytes: its fields are bounded by the limits for heads. */
const BESIDE_BODY = 1024 * 1024;

const deflated = promisify(deflate);
const inflated = promisify(inflate);

/** @param compressAbove bytes of a body; `null`: never. What the service has compressed stays as it is */
export async function encodeAnswer(answer: CachedAnswer, compressAbove: number | null): Promise<Buffer> {
  const packed = pack(answer);
  if (compressAbove !== null && answer.body.length > compressAbove && !/^content-encoding:/im.test(answer.fields)) {
    const smaller = await deflated(packed, { level: 1 });
    if (smaller.length < packed.length) return Buffer.concat([Buffer.of(DEFLATED), smaller]);
  }
  return Buffer.concat([Buffer.of(PLAIN), packed]);
}

/** `null`: not an answer of this version. @param maxBody bytes of the largest body that is taken */
export async function decodeAnswer(value: Buffer, maxBody: number): Promise<CachedAnswer | null> {
  const [form] = value;
  if (form !== PLAIN && form !== DEFLATED) return null;
  const rest = value.subarray(1);
  const packed = form === PLAIN ? rest : await inflated(rest, { maxOutputLength: maxBody + BESIDE_BODY });
  const answer = unpack(packed) as CachedAnswer;
  if (!Buffer.isBuffer(answer?.body) || answer.body.length > maxBody) return null;
  // With memory of its own: what was read from the socket may be part of a larger block.
  return { ...answer, body: Buffer.from(answer.body) };
}
