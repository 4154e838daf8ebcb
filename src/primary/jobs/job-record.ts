export type JobState = 'active' | 'waiting' | 'delayed' | 'completed' | 'failed';

/** One control job and what became of it. Times are ms since 1970. */
export interface JobRecord {
  readonly id: string;
  readonly name: string;
  /** Whose job it is; `null`: whoever took it first. */
  readonly host: string | null;
  readonly state: JobState;
  readonly attempts: number;
  readonly result: unknown;
  /** Why the last try failed. */
  readonly reason: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}
