import { expect, test } from 'vitest';
import { foldCase, isPlain, normalForm, normalFormWithOffsets } from '../../../src/worker/match/normal-form.js';

test.each([
  ["/aZ09-._~!$&'()*+,;=:@", "/aZ09-._~!$&'()*+,;=:@"],
  ['/%28%29%2e%7E%41', '/().~A'],
  ['/a b"<>[]^`{|}\\#', '/a%20b%22%3C%3E%5B%5D%5E%60%7B%7C%7D%5C%23'],
  ['/a%2fb%2F', '/a%2Fb%2F'],
  ['/%2541%25', '/%2541%25'],
  ['/100%/%zz', '/100%25/%25zz'],
  ['/é😀%c3%a9', '/%C3%A9%F0%9F%98%80%C3%A9'],
])('%s is compared as %s', (path, form) => {
  expect(normalForm(path)).toBe(form);
  expect(normalForm(form)).toBe(form);
  expect(normalFormWithOffsets(path).form).toBe(form);
});

test('offsets lead back to the spelling', () => {
  const { form, offsets } = normalFormWithOffsets('a%28|b');
  expect(form).toBe('a(%7Cb');
  expect(offsets).toEqual([0, 1, 4, 4, 4, 5, 6]);
});

test('plain text needs nothing, folding leaves all but ASCII letters', () => {
  expect(isPlain('/a(B)')).toBe(true);
  expect(isPlain('/a b')).toBe(false);
  expect(foldCase('AbİÉ')).toBe('abİÉ');
});
