/** One answer of a member as text. */
export interface AnswerText {
  readonly key: string;
  readonly text: string;
}

/**
 * One JSON object of the answers, in the order of their keys; several of one key become a list. An answer that is JSON
 * stands as it came; nothing becomes `null`, anything else a string, so that the whole is JSON always (Ocelot inserts texts
 * as they are).
 */
export function joinAnswers(answers: readonly AnswerText[]): string {
  const byKey = new Map<string, string[]>();
  for (const { key, text } of answers) {
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [asJson(text)]);
    else known.push(asJson(text));
  }
  const members = [...byKey].map(([key, texts]) => {
    const value = texts.length === 1 ? texts[0] : `[${texts.join(',')}]`;
    return `${JSON.stringify(key)}:${value}`;
  });
  return `{${members.join(',')}}`;
}

function asJson(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'null';
  try {
    JSON.parse(trimmed);
    return trimmed;
  } catch {
    return JSON.stringify(text);
  }
}
