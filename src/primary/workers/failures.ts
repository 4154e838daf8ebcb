/** The worker said no; the message is its reason, written for the user. What it ran before, it still runs. */
export class WorkerRefused extends Error {}

/** The worker did not answer in time. */
export class WorkerSilent extends Error {}

/** The worker's process is gone. */
export class WorkerGone extends Error {}
