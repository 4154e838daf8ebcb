/**
 * One JSON object of the members' answers, in their order. An answer that is JSON stands as it came; nothing becomes
 * `null`, anything else a string, so that the whole is JSON always (Ocelot inserts texts as they are).
 */
export function joinAnswers(answers: readonly { readonly key: string; readonly text: string }[]): string {
  return `{${answers.map(({ key, text }) => `${JSON.stringify(key)}:${asJson(text)}`).join(',')}}`;
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
