import type { HostHeaderPlan, RoutePlan } from '../../shared/snapshot.js';
import type { AggregateMember } from '../aggregate/aggregation.js';
import type { DeadlineQueue } from '../deadlines.js';
import type { ResponseTransform } from '../headers/response-transform.js';
import type { Step } from '../pipeline.js';
import type { TargetBuilder } from '../target/target-builder.js';
import type { ServiceRuntime } from './service.js';

/** A route with everything that one of its requests needs, ready to use. */
export class RouteRuntime {
  readonly plan: RoutePlan;
  readonly target: TargetBuilder;
  /** What the route uses of the pipeline; `null` when it only proxies. */
  readonly steps: readonly Step[] | null;
  readonly service: ServiceRuntime;
  readonly deadlines: DeadlineQueue;
  /** Of an aggregate; `null`: the route is one itself. */
  readonly members: readonly AggregateMember[] | null;
  /** `null`: answers go on as they are. */
  readonly responseHeaders: ResponseTransform | null;
  /** What the service sees as host; `null`: its own authority. */
  readonly hostHeader: HostHeaderPlan | null;
  /** Method of the request to the service; `null`: the client's. */
  readonly method: string | null;
  /** Of a plain request: whether the service is reached over TLS; `null`: like the client. */
  readonly secure: boolean | null;

  constructor(
    plan: RoutePlan,
    target: TargetBuilder,
    steps: readonly Step[] | null,
    service: ServiceRuntime,
    deadlines: DeadlineQueue,
    responseHeaders: ResponseTransform | null,
    members: readonly AggregateMember[] | null,
  ) {
    this.plan = plan;
    this.target = target;
    this.steps = steps;
    this.service = service;
    this.deadlines = deadlines;
    this.responseHeaders = responseHeaders;
    this.members = members;
    const { method, scheme, hostHeader } = plan.downstream;
    this.hostHeader = hostHeader.kind === 'service' ? null : hostHeader;
    this.method = method;
    this.secure = scheme === null ? null : scheme === 'https' || scheme === 'wss';
  }
}
