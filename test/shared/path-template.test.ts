import { expect, test } from 'vitest';
import { isCatchAll, parseTemplate, placeholderNames, splitParts } from '../../src/shared/path-template.js';

const literal = (text: string) => ({ kind: 'literal', text });
const placeholder = (name: string) => ({ kind: 'placeholder', name });

test.each([
  ['/', [literal('/')], null],
  ['/a/{x}', [literal('/a/'), placeholder('x')], null],
  ['/{x}-{y}.pdf/', [literal('/'), placeholder('x'), literal('-'), placeholder('y'), literal('.pdf/')], null],
  ['/a?{q}', [literal('/a')], [placeholder('q')]],
  ['/a?', [literal('/a')], []],
  ['/a?x={x}&y=?', [literal('/a')], [literal('x='), placeholder('x'), literal('&y=?')]],
  ['/{a?b}/c', [literal('/'), placeholder('a?b'), literal('/c')], null],
  ['/{my-id}{1}', [literal('/'), placeholder('my-id'), placeholder('1')], null],
  ['/a}b', [literal('/a}b')], null],
])('%s is read as its parts', (template, path, query) => {
  expect(parseTemplate(template)).toEqual({ path, query, unclosed: false });
});

test('a brace that is never closed is reported and stays text', () => {
  expect(parseTemplate('/a/{x')).toEqual({ path: [literal('/a/{x')], query: null, unclosed: true });
});

test('names come in order, repeated ones too', () => {
  expect(placeholderNames(parseTemplate('/{b}/{a}/{b}?x={c}'))).toEqual(['b', 'a', 'b', 'c']);
});

test.each([
  ['/{x}', true],
  ['/{x}/', false],
  ['/{x}{y}', false],
  ['/a/{x}', false],
  ['/{x}?{q}', false],
])('%s is a catch-all: %s', (template, expected) => {
  expect(isCatchAll(template)).toBe(expected);
});

test('parts are cut at separators of literals', () => {
  expect(splitParts(parseTemplate('/a/b{x}/').path, '/')).toEqual([
    [],
    [literal('a')],
    [literal('b'), placeholder('x')],
    [],
  ]);
});
