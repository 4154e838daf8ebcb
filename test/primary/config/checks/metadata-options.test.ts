import { expect, it } from 'vitest';
import { lines, load } from '../support.js';

const told = async (options: object) =>
  lines((await load({ GlobalConfiguration: { MetadataOptions: options } })).problems);
const at = 'error GlobalConfiguration.MetadataOptions';

it.each<[object, readonly string[]]>([
  [{}, []],
  [{ StringSplitOption: 'TrimEntries, removeemptyentries', NumberStyle: 'Any', CurrentCulture: 'en-US' }, []],
  [{ Separators: [';'], TrimChars: [' ', '*'], CurrentCulture: '' }, []],
  [{ StringSplitOption: 'Trim' }, [`${at}.StringSplitOption StringSplitOption "Trim" is not known`]],
  [{ NumberStyle: 'Sometimes' }, [`${at}.NumberStyle NumberStyle "Sometimes" is no number style of .NET`]],
  [{ CurrentCulture: 'x y' }, [`${at}.CurrentCulture CurrentCulture "x y" is not known`]],
  [{ TrimChars: ['ab'] }, [`${at}.TrimChars TrimChars[0] "ab" is no single character`]],
])('of MetadataOptions %j it tells %j', async (options, expected) => {
  expect(await told(options)).toEqual(expected);
});
