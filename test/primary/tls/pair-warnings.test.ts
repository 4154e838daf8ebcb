import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pair, readPair } from '../../../src/primary/tls/pair.js';
import { pairWarnings } from '../../../src/primary/tls/pair-warnings.js';
import { makePair } from '../../support/certificates.js';

const day = 24 * 60 * 60 * 1000;
let folder: string;
let pair: Pair;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'margay-test-'));
  const files = makePair(folder, 'site', { names: ['site.example', '*.shop.example'], days: 90 });
  const found = await readPair(files);
  if ('message' in found) throw new Error(found.message);
  pair = found;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('pairWarnings', () => {
  it.each([
    ['valid for long', 0, []],
    ['still valid for more than 14 days', 75, []],
    ['valid for less than 14 days', 77, ['expires on']],
    ['expired', 91, ['has expired on']],
    ['not valid yet', -1, ['is not valid before']],
  ])('%s', (_, days, expected) => {
    const warnings = pairWarnings(pair, 'site.crt', null, Date.now() + days * day);
    expect(warnings).toEqual(expected.map((text) => expect.stringContaining(`certificate in site.crt ${text}`)));
  });

  it.each([
    ['site.example', true],
    ['*.shop.example', true],
    ['one.shop.example', true],
    ['other.example', false],
    ['*.site.example', false],
    ['shop.example', false],
  ])('server name %s is covered: %s', (name, covered) => {
    const warning = `The certificate in site.crt does not cover the server name ${name}.`;
    expect(pairWarnings(pair, 'site.crt', name, Date.now())).toEqual(covered ? [] : [warning]);
  });
});
