import { expect, test } from 'vitest';
import { flatString } from '../../src/shared/flat-string.js';

test.each(['', '/a/b', 'é', '\ud800', '😀'])('the text of %j stays', (text) => {
  expect(flatString(text)).toBe(text);
});
