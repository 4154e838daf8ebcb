import { expect, it } from 'vitest';
import { shapeFaults } from '../../../src/shared/extensions/shape.js';

const call = () => null;

it.each<[unknown]>([
  [{}],
  [{ delegatingHandlers: { A: call, B: { global: true, handle: call } } }],
  [{ hooks: { PreAuthentication: call }, mapWhen: [{ when: call, run: call }] }],
  [{ aggregators: { A: call }, loadBalancers: { B: call }, authenticationSchemes: { C: call } }],
  [{ discoveryProviders: { A: call }, placeholders: { TenantName: call } }],
  [{ cacheKeyGenerator: call, errorMapper: call }],
])('takes %o', (extensions) => {
  expect([...shapeFaults(extensions)]).toEqual([]);
});

it.each<[unknown, RegExp]>([
  [undefined, /no object as its default export/],
  [call, /no object as its default export/],
  [[], /no object as its default export/],
  [{ handlers: {} }, /^has handlers, which is not known; known are delegatingHandlers/],
  [{ delegatingHandlers: { A: {} } }, /^delegatingHandlers.A is neither a function nor/],
  [{ delegatingHandlers: { A: { global: false, handle: call } } }, /neither/],
  [{ delegatingHandlers: [call] }, /^delegatingHandlers is no object/],
  [{ hooks: { Before: call } }, /^hooks.Before is not known; known are PreErrorResponder/],
  [{ hooks: { Authentication: {} } }, /^hooks.Authentication is no function/],
  [{ aggregators: { A: 'x' } }, /^aggregators.A is no function/],
  [{ loadBalancers: call }, /^loadBalancers is no object/],
  [{ placeholders: { '{A}': call } }, /^placeholders: "{A}" must be a name without braces/],
  [{ errorMapper: {} }, /^errorMapper is no function/],
  [{ mapWhen: [{ when: call }] }, /^mapWhen is no list/],
  [{ mapWhen: {} }, /^mapWhen is no list/],
])('says what is wrong with %o', (extensions, expected) => {
  expect([...shapeFaults(extensions)]).toEqual([expect.stringMatching(expected)]);
});
