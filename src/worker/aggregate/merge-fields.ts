/** Of which answers a field is taken; `null`: of none. */
export type FieldRule = (name: string) => 'first' | 'all' | null;

/**
 * Field lines out of several answers, each joined by CRLF: per name those of the first answer that has it, or of all.
 *
 * @param rule gets names in lower case
 */
export function mergeFields(answers: readonly string[], rule: FieldRule): string {
  const owners = new Map<string, number>();
  const lines: string[] = [];
  for (const [index, fields] of answers.entries()) {
    if (fields === '') continue;
    for (const line of fields.split('\r\n')) {
      const name = line.slice(0, line.indexOf(':')).toLowerCase();
      const from = rule(name);
      if (from === null) continue;
      const owner = owners.get(name) ?? index;
      owners.set(name, owner);
      if (from === 'all' || owner === index) lines.push(line);
    }
  }
  return lines.join('\r\n');
}
