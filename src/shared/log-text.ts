const LEVEL_WIDTH = 5;

/** A line of the JSON log as a person reads it: time, level, message, then what else it holds as `key=value`. */
export function textLine(json: string): string {
  const { level, time, msg, process, pid, err, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const clock = String(time).slice(11, 23);
  const who = process === 'worker' ? ` [${String(pid)}]` : '';
  const fields = Object.entries(rest).map(([key, value]) => ` ${key}=${plain(value)}`);
  return `${clock} ${String(level).padEnd(LEVEL_WIDTH)}${who} ${plain(msg ?? '')}${fields.join('')}${trace(err)}\n`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function trace(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  return `\n${'stack' in error ? String(error.stack) : JSON.stringify(error)}`;
}
