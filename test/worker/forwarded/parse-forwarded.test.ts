import { expect, test } from 'vitest';
import { elementText } from '../../../src/worker/forwarded/element.js';
import { nodeAddress } from '../../../src/worker/forwarded/nodes.js';
import { parseForwarded } from '../../../src/worker/forwarded/parse-forwarded.js';

test.each([
  ['for=192.0.2.43, for="[2001:db8::1]:4711";proto=https', 'for=192.0.2.43, for="[2001:db8::1]:4711";proto=https'],
  ['For="a\\"b,c" ; HOST=x', 'for="a\\"b,c";host=x'],
  ['for="unclosed, for=1.2.3.4', 'for=1.2.3.4'],
  ['for=1.2.3.4 junk, for=5.6.7.8', 'for=5.6.7.8'],
  ['junk', ''],
  ['', ''],
])('%s', (value, expected) => {
  expect(parseForwarded(value).map(elementText).join(', ')).toBe(expected);
});

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['1.2.3.4:80', '1.2.3.4'],
  ['[2001:DB8:0:0::1]:80', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['[::1', null],
  ['unknown', null],
  ['_hidden', null],
  ['', null],
])('the address in %s', (node, expected) => {
  expect(nodeAddress(node)).toBe(expected);
});
