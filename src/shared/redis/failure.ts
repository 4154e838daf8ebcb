/**
 * Why a command was not done. `away`: Redis cannot be used now; a command that was on its way may have been done. `timeout`: no answer in time; the command may have been done.
 * `busy`: too many commands in flight. `full`: no memory for the write. `denied`: the user lacks a right. `refused`: the command itself is at fault.
 */
export type RedisFault = 'away' | 'timeout' | 'busy' | 'full' | 'denied' | 'refused';

export class RedisFailure extends Error {
  readonly fault: RedisFault;

  constructor(fault: RedisFault, message: string) {
    super(message);
    this.fault = fault;
  }

  /** It was sent, and nobody heard what became of it. */
  get mayBeDone(): boolean {
    return this.fault === 'timeout' || this.fault === 'away';
  }
}

/** First words of answers after which the server, not the command, is at fault. */
const serverFaults = new Set([
  'READONLY',
  'LOADING',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'MISCONF',
  'NOREPLICAS',
  'NOAUTH',
  'WRONGPASS',
  'BUSY',
  'UNKILLABLE',
]);

/** What a user hears who lacks a right; in a script each version of Redis has its own words for it. */
const denials = /\bNOPERM\b|ACL failure in script|user executing the script can't/;

/** What an error of the client library means. */
export function redisFailure(error: unknown): RedisFailure {
  if (error instanceof RedisFailure) return error;
  const { name, message } = error as Error;
  const code = message.split(' ', 1)[0] ?? '';
  // A script that met the full memory: the word stands inside the message.
  if (/\bOOM command not allowed\b/.test(message)) return new RedisFailure('full', 'Redis is full (OOM)');
  if (denials.test(message)) return new RedisFailure('denied', message);
  if (name !== 'ReplyError' || serverFaults.has(code)) return new RedisFailure('away', message);
  return new RedisFailure('refused', message);
}
