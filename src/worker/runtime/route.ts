import { flatString } from '../../shared/flat-string.js';
import type { HostHeaderPlan, RoutePlan } from '../../shared/snapshot.js';
import type { AggregateMember } from '../aggregate/aggregation.js';
import type { DeadlineQueue } from '../deadlines.js';
import type { ResponseTransform } from '../headers/response-transform.js';
import type { AnswerStep, Step } from '../pipeline.js';
import type { Resilience } from '../resilience/resilience.js';
import type { TargetBuilder } from '../target/target-builder.js';
import type { ServiceRuntime } from './service.js';

/** What a route is made of. */
export interface RouteParts {
  readonly plan: RoutePlan;
  readonly target: TargetBuilder;
  /** What the route uses of the pipeline; the last one sends the request on its way. */
  readonly steps: readonly Step[];
  /** What the route uses of the answers' pipeline; `null`: nothing. */
  readonly answerSteps: readonly AnswerStep[] | null;
  readonly service: ServiceRuntime;
  readonly deadlines: DeadlineQueue;
  /** `null`: one call, whatever becomes of it. */
  readonly resilience: Resilience | null;
  /** `null`: answers go on as they are. */
  readonly responseHeaders: ResponseTransform | null;
  /** Of an aggregate; `null`: the route is one itself. */
  readonly members: readonly AggregateMember[] | null;
}

/** A route with everything that one of its requests needs, ready to use. It keeps of its plan only that, as there may be 10,000. */
export class RouteRuntime implements Omit<RouteParts, 'plan'> {
  /** As Ocelot names it in messages. */
  readonly name: string;
  /** `null`: it has none. */
  readonly metadata: RoutePlan['metadata'];
  readonly target: TargetBuilder;
  readonly steps: readonly Step[];
  readonly answerSteps: readonly AnswerStep[] | null;
  readonly service: ServiceRuntime;
  readonly deadlines: DeadlineQueue;
  readonly resilience: Resilience | null;
  readonly members: readonly AggregateMember[] | null;
  readonly responseHeaders: ResponseTransform | null;
  /** What the service sees as host; `null`: its own authority. */
  readonly hostHeader: HostHeaderPlan | null;
  /** Method of the request to the service; `null`: the client's. */
  readonly method: string | null;
  /** Of a plain request: whether the service is reached over TLS; `null`: like the client. */
  readonly secure: boolean | null;

  constructor(parts: RouteParts) {
    // Else it would keep the text of all strings that were decoded with it.
    this.name = flatString(parts.plan.name);
    this.metadata = parts.plan.metadata;
    this.target = parts.target;
    this.steps = parts.steps;
    this.answerSteps = parts.answerSteps;
    this.service = parts.service;
    this.deadlines = parts.deadlines;
    this.resilience = parts.resilience;
    this.responseHeaders = parts.responseHeaders;
    this.members = parts.members;
    const { method, scheme, hostHeader } = parts.plan.downstream;
    this.hostHeader = hostHeader.kind === 'service' ? null : hostHeader;
    this.method = method;
    this.secure = scheme === null ? null : scheme === 'https' || scheme === 'wss';
  }
}
