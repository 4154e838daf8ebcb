import { describe, expect, it } from 'vitest';
import { CookieJar } from '../../../../src/worker/forward/cookies/cookie-jar.js';

const now = Date.UTC(2030, 0, 1);
const from = (host = 'shop.example.com', path = '/a/b', secure = true) => ({ host, path, secure });

/** What goes to a place after a service at `shop.example.com/a/b` set this over TLS. */
function sent(lines: string | string[], to = from(), at = now): string | null {
  const jar = new CookieJar();
  jar.store([lines].flat(), from(), now);
  return jar.cookiesFor(to, at);
}

describe('a cookie goes back', () => {
  // RFC 6265, 5.1.3, 5.1.4, 5.2 and 5.3.
  it.each([
    ['to its host', 'a=1', from(), 'a=1'],
    ['with an = in its value', 'a=1=2', from(), 'a=1=2'],
    ['not to another host', 'a=1', from('example.com'), null],
    ['not to a host below without a domain', 'a=1', from('x.shop.example.com'), null],
    ['to hosts of its domain', 'a=1; Domain=.Example.com', from('www.example.com'), 'a=1'],
    ['to the domain itself', 'a=1; Domain=example.com', from('example.com'), 'a=1'],
    ['not to a name that only ends so', 'a=1; Domain=example.com', from('badexample.com'), null],
    ['never for a foreign domain', 'a=1; Domain=evil.com', from('evil.com'), null],
    ['never for a top-level domain', 'a=1; Domain=com', from('other.com'), null],
    ['below the folder it came from', 'a=1', from(undefined, '/a/c'), 'a=1'],
    ['not beside it', 'a=1', from(undefined, '/b'), null],
    ['not to a path that only begins so', 'a=1; Path=/a', from(undefined, '/ab'), null],
    ['below its path', 'a=1; Path=/', from(undefined, '/x/y'), 'a=1'],
    ['over TLS when it is secure', 'a=1; Secure', from(), 'a=1'],
    ['not without', 'a=1; Secure', from(undefined, undefined, false), null],
    ['not when it is over', 'a=1; Max-Age=0', from(), null],
    ['not when it has expired', 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', from(), null],
    ['when Max-Age says so against Expires', 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=9', from(), 'a=1'],
    ['not without a name', '=1', from(), null],
    ['not without a value sign', 'a', from(), null],
    ['not when it is too long', `a=${'x'.repeat(5_000)}`, from(), null],
  ])('%s', (_name, line, to, expected) => {
    expect(sent(line, to)).toBe(expected);
  });

  it('until its time is over', () => {
    expect(sent('a=1; Max-Age=10', from(), now + 9_000)).toBe('a=1');
    expect(sent('a=1; Max-Age=10', from(), now + 11_000)).toBe(null);
  });

  it('with the longest path first', () => {
    expect(sent(['a=1; Path=/', 'b=2; Path=/a/b', 'c=3; Path=/a'])).toBe('b=2; c=3; a=1');
  });
});

it('a newer cookie takes the place of the same one', () => {
  const jar = new CookieJar();
  jar.store(['a=1; Path=/', 'b=2; Path=/'], from(), now);
  jar.store(['a=3; Path=/', 'b=; Path=/; Max-Age=0'], from(), now);
  expect(jar.cookiesFor(from(), now)).toBe('a=3');
});

it('a cookie of plain HTTP cannot be a secure one', () => {
  const jar = new CookieJar();
  jar.store(['a=1; Secure'], from(undefined, undefined, false), now);
  expect(jar.cookiesFor(from(), now)).toBe(null);
});

it('a jar is bounded: the oldest cookie makes room', () => {
  const jar = new CookieJar();
  for (let i = 0; i < 25; i++) jar.store([`n${i}=1; Path=/`], from(), now);
  const kept = jar.cookiesFor(from(), now)!.split('; ');
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([20, 'n5=1', 'n24=1']);
  for (let i = 0; i < 400; i++) jar.store(['x=1'], from(`h${i}.test`), now);
  let all = 0;
  for (let i = 0; i < 400; i++) if (jar.cookiesFor(from(`h${i}.test`), now) !== null) all++;
  expect(all).toBe(300);
});
