import { createLog, type Log } from '../../src/shared/log.js';

/** A log that keeps its lines. */
export function logLines(): { readonly log: Log; readonly lines: Record<string, unknown>[]; messages(): unknown[] } {
  const lines: Record<string, unknown>[] = [];
  const sink = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
  return {
    log: createLog({ level: 'info', format: 'json' }, 'primary', sink),
    lines,
    messages: () => lines.map(({ msg }) => msg),
  };
}
