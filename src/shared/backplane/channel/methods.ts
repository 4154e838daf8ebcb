/** What a worker asks its primary, and what each tells the other. */
export const methods = {
  /** The first message of a worker: its process id. */
  hello: 'hello',
  take: 'limit.take',
  lease: 'limit.lease',
  releaseLimit: 'limit.release',
  /** To workers: what is not used of a quota that was lent. */
  recall: 'limit.recall',
  /** From workers: the same, unasked. */
  giveBack: 'limit.give-back',
  next: 'count.next',
  acquire: 'count.acquire',
  releaseCall: 'count.release',
  session: 'count.session',
  bind: 'count.bind',
  /** Regions whose epochs the worker needs. */
  epochs: 'region.epochs',
  /** To workers: until when, by `machineTime`, other hosts wait for this one before they call a region cleared. */
  confirm: 'region.confirm',
  /** To workers: an event to apply and to acknowledge. */
  event: 'event',
  /** From workers: an event was applied. */
  acknowledge: 'event.done',
  /** From workers: how they do. */
  report: 'worker.report',
} as const;
