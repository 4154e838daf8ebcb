import { beforeEach, describe, expect, it } from 'vitest';
import { AnswerCache } from '../../../src/worker/cache/answer-cache.js';
import type { CachedAnswer } from '../../../src/worker/cache/cached-answer.js';
import type { Exchange } from '../../../src/worker/exchange.js';

const clock = { now: 0 };
let cache: AnswerCache;

beforeEach(() => {
  clock.now = 1_000;
  cache = new AnswerCache(clock);
  cache.configure({ maxBytes: 100_000, maxEntryBytes: 10_000 });
});

/** Of a request only its fields count. */
const request = (fields: Record<string, string> = {}) =>
  ({ header: (name: string) => fields[name] ?? null }) as unknown as Exchange;

const answer = (more: Partial<CachedAnswer> = {}): CachedAnswer => ({
  status: 200,
  statusLine: '200 OK',
  fields: '',
  contentLength: 3,
  body: Buffer.from('abc'),
  storedAt: Date.now(),
  expiresAt: Date.now() + 60_000,
  vary: null,
  freshness: null,
  url: null,
  ...more,
});

function keep(key: string, more: Partial<CachedAnswer> = {}, region = 'r', fields = {}): void {
  const of = cache.region(region);
  cache.keep(of, of.era, key, answer(more), request(fields));
}

const has = (key: string, region = 'r', fields = {}): boolean =>
  cache.find(cache.region(region), key, request(fields)) !== null;

describe('memory', () => {
  it('never holds more bytes than it may, and drops what was not used for the longest time', () => {
    const body = Buffer.alloc(9_000);
    for (let i = 0; i < 10; i++) keep(`k${i}`, { body });
    expect(cache.size).toBe(10);
    expect(has('k0')).toBe(true);
    keep('new', { body });
    expect(cache.bytes).toBeLessThanOrEqual(100_000);
    expect([has('k0'), has('k1'), has('new')]).toEqual([true, false, true]);
  });

  it('counts what is replaced once', () => {
    keep('a');
    const { bytes } = cache;
    keep('a');
    expect([cache.bytes, cache.size]).toEqual([bytes, 1]);
  });

  it('is given back when the limit is lowered', () => {
    for (let i = 0; i < 50; i++) keep(`k${i}`);
    cache.configure({ maxBytes: 2_000, maxEntryBytes: 10_000 });
    expect(cache.bytes).toBeLessThanOrEqual(2_000);
    cache.configure({ maxBytes: 0, maxEntryBytes: 10_000 });
    expect([cache.bytes, cache.size]).toEqual([0, 0]);
  });

  it('does not take what is larger than all of it', () => {
    keep('a', { body: Buffer.alloc(200_000) });
    expect([cache.size, cache.bytes]).toEqual([0, 0]);
  });

  it('of what expired or was cleared is free within a minute, without a request', () => {
    cache.configure({ maxBytes: 100_000_000, maxEntryBytes: 10_000 });
    for (let i = 0; i < 20_000; i++) keep(`cleared${i}`);
    for (let i = 0; i < 20_000; i++) keep(`expired${i}`, { expiresAt: Date.now() + 10_000 }, 'other');
    keep('stays', {}, 'other');
    cache.clear('r');
    for (let second = 1; second < 60; second++) {
      clock.now += 1_000;
      cache.tick(clock.now);
    }
    expect(cache.size).toBe(1);
    expect(cache.bytes).toBeLessThan(1_000);
  });
});

describe('regions', () => {
  it('are cleared at once, and only they', () => {
    keep('a');
    keep('b', {}, 'other');
    expect(cache.clear('r')).toBe(true);
    expect([has('a'), has('b', 'other')]).toEqual([false, true]);
  });

  it('take nothing that was asked for before a clear', () => {
    const region = cache.region('r');
    const { era } = region;
    cache.clear('r');
    cache.keep(region, era, 'a', answer(), request());
    expect([has('a'), cache.size]).toEqual([false, 0]);
  });

  it('have an epoch that only grows', () => {
    cache.region('r');
    expect(cache.epochOf('r')).toBe(0);
    expect(cache.clear('r', 1_700_000_000_000_000)).toBe(true);
    keep('a');
    expect([cache.clear('r', 1_700_000_000_000_000), cache.clear('r', 5)]).toEqual([false, false]);
    expect([has('a'), cache.epochOf('r')]).toEqual([true, 1_700_000_000_000_000]);
    cache.clear('r');
    expect([has('a'), cache.epochOf('r')]).toEqual([false, 1_700_000_000_000_001]);
  });

  it('that no route uses are not cleared, and have no epoch', () => {
    expect([cache.clear('nobody'), cache.epochOf('nobody')]).toEqual([false, null]);
    cache.region('r');
    cache.keepOnly(new Set());
    expect(cache.epochOf('r')).toBeNull();
  });

  it('keep their epochs when everything is dropped, and what is under way is dropped too', () => {
    const region = cache.region('r');
    cache.clear('r', 7);
    const { era } = region;
    keep('a');
    cache.clearAll();
    cache.keep(region, era, 'b', answer(), request());
    expect([has('a'), has('b'), cache.size, cache.epochOf('r')]).toEqual([false, false, 0, 7]);
  });
});

describe('answers that vary', () => {
  const vary = ['accept'];

  it('are bounded in number under one key; the oldest goes', () => {
    for (let i = 0; i < 40; i++) keep('a', { vary }, 'r', { accept: `${i}` });
    expect(cache.size).toBe(32);
    expect([has('a', 'r', { accept: '0' }), has('a', 'r', { accept: '39' })]).toEqual([false, true]);
  });

  it('make place for one that varies on something else, or on nothing', () => {
    keep('a', { vary }, 'r', { accept: '1' });
    keep('a', { vary: ['accept-language'] }, 'r', { 'accept-language': 'de' });
    expect([has('a', 'r', { accept: '1' }), has('a', 'r', { 'accept-language': 'de' })]).toEqual([false, true]);
    keep('a');
    expect([has('a', 'r', { accept: '1' }), cache.size]).toEqual([true, 1]);
    keep('a', { vary }, 'r', { accept: '1' });
    expect([has('a', 'r', { accept: '2' }), cache.size]).toEqual([false, 1]);
  });

  it('tell a field that is not there from an empty one', () => {
    keep('a', { vary }, 'r', {});
    expect([has('a'), has('a', 'r', { accept: '' })]).toEqual([true, false]);
  });
});

it('counts the time by the clock of the worker, whatever the time of day says', () => {
  keep('a', { storedAt: Date.now() - 50_000, expiresAt: Date.now() + 10_000 });
  clock.now += 9_900;
  expect(has('a')).toBe(true);
  clock.now += 200;
  expect(has('a')).toBe(false);
});
