import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lines, load } from '../primary/config/support.js';

test('the example of the page has no problem', async () => {
  const page = readFileSync(new URL('../../docs/authorization.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n(.*?)```/s.exec(page)!;
  expect(lines((await load(example)).problems)).toEqual([]);
});
