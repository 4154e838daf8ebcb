/** The values of a field in the lines of a head, joined by CRLF; the name in lower case. */
export function fieldValues(lines: string, name: string): string[] {
  const values: string[] = [];
  for (let start = 0; start < lines.length; ) {
    const newline = lines.indexOf('\r\n', start);
    const end = newline === -1 ? lines.length : newline;
    const colon = start + name.length;
    if (lines.charCodeAt(colon) === 58 && lines.slice(start, colon).toLowerCase() === name) {
      values.push(lines.slice(colon + 1, end).trim());
    }
    start = end + 2;
  }
  return values;
}
