import { Exchange } from '../../exchange.js';
import type { ResponseHead } from '../../forward/response-head.js';

/** A call that no client waits for: it renews what is kept. Begins behind the cache's step of the request that caused it. */
export class Refresh extends Exchange {
  constructor(cause: Exchange) {
    super(cause.gateway, cause.response, cause.secure);
    this.path = cause.path;
    this.query = cause.query;
    this.host = cause.host;
    this.headers.push(...cause.headers);
    this.clientAddress = cause.clientAddress;
    this.requestId = cause.requestId;
    this.match = cause.match;
    this.route = cause.route;
    this.step = cause.step;
    this.user = cause.user;
    this.target = cause.target;
    this.endpoint = cause.endpoint;
    this.removeHeader('if-none-match');
    this.removeHeader('if-modified-since');
  }

  override deliver(head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
    this.deadlineQueue?.remove(this);
    this.status = head.status;
    this.deliverData(chunk, complete);
  }

  override deliverData(_chunk: Buffer | null, complete: boolean): void {
    if (complete) this.finish();
  }

  override fail(): void {
    this.finish();
  }

  override finish(): void {
    if (!this.settled) this.release(false);
  }
}
