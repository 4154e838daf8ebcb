import pino from 'pino';
import { textLine } from './log-text.js';

export type Log = pino.Logger;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LogSettings {
  readonly level: LogLevel;
  /** `json`: one object per line; `text`: one readable line. */
  readonly format: 'json' | 'text';
}

export interface LogSink {
  write(line: string): unknown;
}

/** The log of one process; `process` is `primary` or `worker` and stands in every line with its pid. */
export function createLog(settings: LogSettings, process: 'primary' | 'worker', sink: LogSink): Log {
  const stream = settings.format === 'text' ? { write: (line: string) => sink.write(textLine(line)) } : sink;
  return pino(
    {
      level: settings.level,
      base: { process, pid: globalThis.process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream as pino.DestinationStream,
  );
}
