import { type FailureName, failures } from '../errors.js';

/** The service gave no answer, or not all of it. A handler that lets it through fails the request as if it were not there. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** A row of the catalogue of failures. */
  readonly failure: FailureName;

  constructor(failure: FailureName, detail: string) {
    super(detail);
    this.failure = failure;
  }

  /** Ocelot's code. */
  get code(): string {
    return failures[this.failure].code;
  }

  /** What the client sees when nobody catches this. */
  get status(): number {
    return failures[this.failure].status;
  }
}
