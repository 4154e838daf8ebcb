import type { Exchange } from '../exchange.js';
import type { ServiceConnection } from '../forward/sink.js';

/** Most bytes of a request body that goes to several members (Kestrel's default limit). */
const maxBody = 30_000_000;

/** Takes the body of a request to memory, because every member gets all of it; `null` when there is none. */
export function collectBody(exchange: Exchange, done: (body: Buffer | null) => void): void {
  if (exchange.upload === null) {
    done(exchange.hasBody ? Buffer.alloc(0) : null);
    return;
  }
  const pieces: Buffer[] = [];
  let size = 0;
  const take = (piece: Buffer | null, complete: boolean): boolean => {
    if (piece !== null) {
      size += piece.length;
      pieces.push(Buffer.from(piece));
    }
    if (size > maxBody) exchange.fail('payloadTooLarge', `sends more than ${maxBody} bytes to an aggregate`);
    else if (complete) done(Buffer.concat(pieces));
    return true;
  };
  const collector: ServiceConnection = {
    start: (_exchange, piece, complete) => take(piece, complete),
    write: take,
    pause() {},
    resume() {},
    abort() {},
  };
  exchange.upload.attach(collector);
}
