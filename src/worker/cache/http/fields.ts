/** The name in a field line, in lower case. */
const nameOf = (line: string): string => line.slice(0, line.indexOf(':')).toLowerCase();

const linesOf = (fields: string): string[] => (fields === '' ? [] : fields.split('\r\n'));

/** Fields that a 304 does not change, because they are of the body that is kept (RFC 9111, 3.2), or of the passage. */
const ofTheBody = new Set(['content-encoding', 'content-length', 'content-range', 'content-type', 'set-cookie', 'age']);

/** What is kept, with the fields of a 304 in place of those of the same name. */
export function freshened(kept: string, news: string): string {
  const newer = linesOf(news).filter((line) => !ofTheBody.has(nameOf(line)));
  const names = new Set(newer.map(nameOf));
  return [...linesOf(kept).filter((line) => !names.has(nameOf(line))), ...newer].join('\r\n');
}

/** Fields of a 304 (RFC 9110, 15.4.5). */
export function notModifiedFields(kept: string): string {
  return linesOf(kept)
    .filter((line) => !nameOf(line).startsWith('content-') || nameOf(line) === 'content-location')
    .join('\r\n');
}

/** Without `Age`, which is told anew with every use. */
export function withoutAge(fields: string): string {
  return linesOf(fields)
    .filter((line) => nameOf(line) !== 'age')
    .join('\r\n');
}

export function plusLine(fields: string, line: string): string {
  return fields === '' ? line : `${fields}\r\n${line}`;
}
