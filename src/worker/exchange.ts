import type { FailureName } from '../shared/errors.js';
import type { Aggregation } from './aggregate/aggregation.js';
import type { Principal } from './auth/principal.js';
import type { Lease } from './balance/lease.js';
import type { Deadline, DeadlineQueue } from './deadlines.js';
import type { HookRun } from './extensions/hooks/hook-run.js';
import type { BodyTap } from './forward/body-tap.js';
import type { CallGuard } from './forward/call-guard.js';
import { send, serviceFailed } from './forward/forwarder.js';
import { hostHeader } from './forward/host-header.js';
import type { RequestBody } from './forward/request-body.js';
import type { ResponseHead } from './forward/response-head.js';
import type { ServicePool } from './forward/service-pool.js';
import type { ResponseSink, ServiceConnection, ServiceFailure, ServiceRequest } from './forward/sink.js';
import type { Gateway } from './gateway.js';
import { RequestHead } from './request-head.js';
import type { Destination, Endpoint } from './runtime/destination.js';
import type { RouteRuntime } from './runtime/route.js';
import type { Download } from './server/download.js';
import type { Refusal } from './server/refuse.js';
import { reply } from './server/reply.js';
import type { Upgrade } from './server/upgrade.js';
import type { HttpResponse } from './server/uws.js';
import type { Captured } from './target/target-builder.js';
import type { Overrides } from './target/text-form.js';
import type { Tunnel } from './websocket/tunnel.js';

/**
 * One request on its way through the gateway: what the client sent, what was decided, what is open. One shape for all;
 * `Gateway` moves it on, `settle` ends it once.
 */
export class Exchange extends RequestHead implements ServiceRequest, ResponseSink, Deadline {
  /** Null until somebody asks `clientAddress`. */
  clientAddress: string | null = null;
  /** Null while the request has none that anybody must know. */
  requestId: string | null = null;

  /** What the route's placeholders took from the request. */
  match: Captured | null = null;
  route: RouteRuntime | null = null;
  /** The step of the route's pipeline that comes next. */
  step = 0;
  /** Who calls; `null` while nobody was authenticated. */
  user: Principal | null = null;
  /** Values that claims give to placeholders of the downstream template. */
  overrides: Overrides | null = null;
  /** Field lines that go out with whatever answers the request, joined by CRLF; `''`: none. */
  answerFields = '';
  /** Path and query for the service. */
  target = '';
  /** Where the request goes; of several calls, the last one. */
  destination: Destination | null = null;
  endpoint: Endpoint | null = null;
  /** What a balancer counts as a call in flight. */
  lease: Lease | null = null;
  /** The place that a limit of calls in flight gave it. */
  slot: Lease | null = null;
  /** Who decides what becomes of answers and failures of the service. */
  guard: CallGuard | null = null;
  /** Who else reads the answer. */
  tap: BodyTap | null = null;
  hostHeader = '';
  /** Method of the request to the service. */
  downstreamMethod = 'GET';

  /** The pool that has no connection for this request yet. */
  waitingFor: ServicePool | null = null;
  connection: ServiceConnection | null = null;
  /** The client asks for a WebSocket. */
  upgrade: Upgrade | null = null;
  tunnel: Tunnel | null = null;
  /** The calls of the members, when the route is an aggregate. */
  aggregation: Aggregation | null = null;
  upload: RequestBody | null = null;
  /** Hooks that have not come back; they see what answers the request first. */
  hooks: HookRun | null = null;
  /** All of the request's body, when it is at hand; else `upload` brings it. */
  body: Buffer | null = null;
  download: Download | null = null;
  repeated = false;
  /** The status line is out. */
  answered = false;
  /** `response` is corked: no need to do so. */
  isCorked = false;
  /** Nothing may touch `response` any more. */
  settled = false;
  status = 0;
  readonly startedAt: number;
  /** Its answer becomes a part of another one: no client sees its fields. */
  readonly isMember: boolean = false;

  deadlineAt = 0;
  deadlineQueue: DeadlineQueue | null = null;
  earlier: Deadline | null = null;
  later: Deadline | null = null;

  readonly response: HttpResponse;
  readonly gateway: Gateway;
  /** It came over TLS. */
  readonly secure: boolean;

  constructor(gateway: Gateway, response: HttpResponse, secure: boolean) {
    super();
    this.gateway = gateway;
    this.response = response;
    this.secure = secure;
    this.startedAt = gateway.clock.now;
  }

  /** Whatever was still to come is not wanted any more. */
  get hasAnswer(): boolean {
    return this.answered || (this.hooks !== null && this.hooks.answer !== null);
  }

  /** Runs the steps of the route that are left. */
  proceed(): void {
    // A hook has answered while a step was waiting.
    if (this.hasAnswer) return;
    const { steps } = this.route!;
    while (this.step < steps.length) if (!steps[this.step++]!(this)) return;
  }

  /** Says what depends on the route and the endpoint. */
  complete(): void {
    const route = this.route!;
    this.downstreamMethod = route.method ?? this.method;
    this.hostHeader = route.hostHeader === null ? this.endpoint!.authority : hostHeader(route.hostHeader, this);
  }

  onConnection(connection: ServiceConnection): void {
    this.waitingFor = null;
    send(this, connection);
  }

  onResponse(head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
    if (this.guard?.onResponse(head, complete) === false) return;
    if (complete) this.responseComplete();
    this.respond(head, chunk, complete);
  }

  onResponseData(chunk: Buffer | null, complete: boolean): void {
    if (complete) this.responseComplete();
    this.respondData(chunk, complete);
  }

  /** The answer of the route, whoever gives it: a service, a handler, a circuit breaker. */
  respond(head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
    if (this.tap?.begin(head) === false) return;
    const { answerSteps } = this.route!;
    if (answerSteps !== null) for (const step of answerSteps) step(this, head);
    this.tap?.push(chunk, complete);
    this.deliver(head, chunk, complete);
  }

  /** More of its body, or with `null` its end only. */
  respondData(chunk: Buffer | null, complete: boolean): void {
    this.tap?.push(chunk, complete);
    this.deliverData(chunk, complete);
  }

  /** The answer as the client gets it, but for header transforms. */
  deliver(head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
    if (this.hooks?.holdServed(head, chunk, complete) === true) return;
    this.deadlineQueue?.remove(this);
    this.answered = true;
    this.status = head.status;
    reply(this, head, chunk, complete);
  }

  deliverData(chunk: Buffer | null, complete: boolean): void {
    if (this.hooks !== null) this.hooks.push(chunk, complete);
    else this.download?.push(chunk, complete);
  }

  /** Keeps what counts the call until the exchange is over. */
  hold(lease: Lease): void {
    if (this.settled) lease.release();
    else this.lease = lease;
  }

  /** Adds field lines to whatever answers the request. */
  addAnswerFields(lines: string): void {
    this.answerFields = this.answerFields === '' ? lines : `${this.answerFields}\r\n${lines}`;
  }

  /** The service has said everything. Its connection is free again, unless it did so before it had the whole request. */
  responseComplete(): void {
    if (this.upload === null || this.upload.sent) this.connection = null;
    else this.upload.end(true);
  }

  onRequestDrain(): void {
    this.upload?.resume();
  }

  onServiceFailure(failure: ServiceFailure): void {
    serviceFailed(this, failure);
  }

  /** The clock for the response head starts again: a body that goes on arriving is no slow service. */
  extendDeadline(): void {
    const queue = this.deadlineQueue;
    if (queue === null) return;
    queue.remove(this);
    queue.add(this);
    this.guard?.onProgress();
  }

  onDeadline(): void {
    this.hooks?.onDeadline();
    this.fail('timedOut', 'no response head in time');
  }

  /** The client is gone. */
  onAborted(): void {
    if (this.settled) return;
    if (!this.answered) this.status = 499;
    this.release(false);
    this.gateway.settled(this, 'canceled', 'the client closed the connection');
  }

  /** Ends the exchange without the service's answer: with a status while there is none, else by cutting the connection. */
  fail(failure: FailureName, detail: string, refusal: Refusal | null = null): void {
    if (this.settled || this.isRescued(failure)) return;
    if (this.hooks?.holdFailure(failure, detail, refusal) === true) return;
    this.release(!this.answered);
    this.gateway.refuse(this, failure, detail, refusal);
  }

  /** The answer is written. */
  finish(): void {
    if (this.settled) return;
    this.release(false);
    this.gateway.settled(this, null, null);
  }

  /** Somebody has an answer in place of the failure. */
  protected isRescued(failure: FailureName): boolean {
    return !this.answered && this.tap?.onFailure(failure) === true;
  }

  /** Gives up what was begun to get an answer. `responseUsable`: the client will get one all the same. */
  abandon(responseUsable: boolean): void {
    // First: it must not begin another call because of how this one ends.
    this.guard?.onSettled();
    this.waitingFor?.cancel(this);
    this.waitingFor = null;
    this.tunnel?.abort();
    this.tunnel = null;
    this.aggregation?.cancel();
    this.connection?.abort();
    this.connection = null;
    this.upload?.end(responseUsable);
  }

  protected release(responseUsable: boolean): void {
    this.settled = true;
    this.deadlineQueue?.remove(this);
    this.abandon(responseUsable);
    this.hooks?.onSettled();
    this.download?.end();
    this.tap?.end();
    this.lease?.release();
    this.lease = null;
    this.slot?.release();
    this.slot = null;
  }
}
