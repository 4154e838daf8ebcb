import { describe, expect, it } from 'vitest';
import { MetadataReader } from '../../../src/shared/metadata/metadata-reader.js';
import type { MetadataRules } from '../../../src/shared/metadata/metadata-rules.js';
import { readNumberStyles } from '../../../src/shared/metadata/number-styles.js';

const rules: MetadataRules = {
  separators: [','],
  trimCharacters: ' ',
  trimEntries: false,
  numberStyles: 511,
  culture: '',
};

const read = (value: unknown, more: Partial<MetadataRules> = {}) =>
  new MetadataReader({ key: value }, { ...rules, ...more });

it('gives the fallback for a missing key and for null', () => {
  const reader = new MetadataReader({ nothing: null, Key: 'x' }, rules);
  expect(reader.string('key')).toBeNull();
  expect(reader.string('nothing', 'other')).toBe('other');
  expect(reader.bool('key', true)).toBe(true);
  expect(reader.triBool('key', false)).toBe(false);
  expect(reader.list('key', ['a'])).toEqual(['a']);
  expect(reader.number('key', 7)).toBe(7);
  expect(reader.json('nothing', { a: 1 })).toEqual({ a: 1 });
});

it('takes no property of objects for a key', () => {
  expect(new MetadataReader({}, rules).string('constructor')).toBeNull();
  expect(new MetadataReader(null, rules).has('toString')).toBe(false);
});

it('reads a text as it is, and what is no text as JSON', () => {
  expect(read(' a ').string('key')).toBe(' a ');
  expect(read({ a: [1] }).string('key')).toBe('{"a":[1]}');
});

it.each(['true', ' Yes ', 'ON', 'ok', 'enable', 'Enabled', '1', true, 1])('reads %j as true', (value) => {
  expect(read(value).bool('key')).toBe(true);
  expect(read(value).triBool('key')).toBe(true);
});

it.each(['false', ' No ', 'off', 'disable', 'DISABLED', '0', false, 0])('reads %j as false', (value) => {
  expect(read(value).bool('key', true)).toBe(false);
  expect(read(value).triBool('key', true)).toBe(false);
});

it.each(['maybe', '', 'test', '2'])('reads %j as false, and as neither where there are three states', (value) => {
  expect(read(value).bool('key', true)).toBe(false);
  expect(read(value).triBool('key', true)).toBeNull();
});

describe('lists', () => {
  it.each<[unknown, readonly string[]]>([
    ['v1, ,v2', ['v1', 'v2']],
    ['', []],
    ['one', ['one']],
    [' a , b ', ['a', 'b']],
    [
      ['x', 2],
      ['x', '2'],
    ],
  ])('reads %j as %j', (value, expected) => {
    expect(read(value).list('key')).toEqual(expected);
  });

  it('separates and trims as the options say', () => {
    const more = { separators: [';', '|'], trimCharacters: '*-' };
    expect(read('*a-;b|- c*', more).list('key')).toEqual(['a', 'b', ' c']);
    expect(read('*a-;b|- c*', { ...more, trimEntries: true }).list('key')).toEqual(['a', 'b', ' c']);
    expect(read('\ta\t,b', { trimEntries: true }).list('key')).toEqual(['a', 'b']);
  });
});

describe('numbers', () => {
  it.each<[string, string, string, number]>([
    ['-2', 'Any', '', -2],
    [' (1000000) ', 'Any', '', -1_000_000],
    ['0.00001', 'Any', '', 0.000_01],
    ['1,234,567.5', 'Any', '', 1_234_567.5],
    ['1e3', 'Float', '', 1_000],
    ['-1.5E-2', 'Any', '', -0.015],
    ['12-', 'Any', '', -12],
    ['¤5', 'Currency', '', 5],
    ['$1,000', 'Any', 'en-US', 1_000],
    ['1.234,5', 'Any', 'de-DE', 1_234.5],
    ['1 234,5', 'Any', 'fr-FR', 1_234.5],
    ['ff', 'HexNumber', '', 255],
    [' 1A ', 'HexNumber', '', 26],
    ['101', 'BinaryNumber', '', 5],
    ['42', 'None', '', 42],
    [' 42 ', 'AllowLeadingWhite, AllowTrailingWhite', '', 42],
    ['.5', 'Any', '', 0.5],
    ['5.', 'Any', '', 5],
    ['7', 'integer', '', 7],
  ])('reads %j with %s in culture %j', (text, styles, culture, expected) => {
    expect(read(text, { numberStyles: readNumberStyles(styles)!, culture }).number('key')).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['xyz', 'Any', ''],
    ['', 'Any', ''],
    ['-', 'Any', ''],
    ['.', 'Any', ''],
    ['1.2.3', 'Any', ''],
    ['-2', 'None', ''],
    [' 2', 'None', ''],
    ['2.5', 'Integer', ''],
    ['1,000', 'Integer', ''],
    ['(5)', 'Float', ''],
    ['1e3', 'Number', ''],
    ['$5', 'Number', 'en-US'],
    ['-(5)', 'Any', ''],
    ['0xff', 'HexNumber', ''],
    ['Infinity', 'Any', ''],
    [',5', 'Any', ''],
  ])('throws at %j with %s in culture %j', (text, styles, culture) => {
    const reader = read(text, { numberStyles: readNumberStyles(styles)!, culture });
    expect(() => reader.number('key')).toThrow(/metadata key: .* is no number/);
  });

  it('takes a number of JSON as it is', () => {
    expect(read(1.5).number('key')).toBe(1.5);
  });
});

it.each(['Sometimes', 'Any,', 'AllowHexSpecifier, AllowLeadingSign', 'HexNumber, BinaryNumber'])(
  'knows no number styles %j',
  (names) => {
    expect(readNumberStyles(names)).toBeNull();
  },
);

describe('JSON', () => {
  it.each<[unknown, unknown]>([
    ['[1,2,3]', [1, 2, 3]],
    ['{"Id":88}', { Id: 88 }],
    [{ a: 1 }, { a: 1 }],
    ['7', 7],
  ])('reads %j', (value, expected) => {
    expect(read(value).json('key')).toEqual(expected);
  });

  it('throws when it is none', () => {
    expect(() => read('[[[').json('key')).toThrow(/metadata key/);
  });
});
