import { describe, expect, it } from 'vitest';
import { Claims } from '../../../src/worker/auth/claims.js';
import type { Principal } from '../../../src/worker/auth/principal.js';
import { Verified } from '../../../src/worker/auth/verified.js';

const user: Principal = { scheme: 's', name: 'u', claims: new Claims(new Map()) };

describe('what was verified', () => {
  it('is bounded in number', () => {
    const verified = new Verified(() => 0);
    for (let i = 0; i < 12_000; i++) verified.keep(`k${i}`, { principal: user, until: 1 });
    expect(verified.size).toBe(10_000);
    expect(verified.get('k0')).toBeUndefined();
    expect(verified.get('k11999')).toBe(user);
  });

  it('is bounded in size', () => {
    const verified = new Verified(() => 0);
    const long = 'x'.repeat(1_000_000);
    for (let i = 0; i < 100; i++) verified.keep(`${i}${long}`, { principal: user, until: 1 });
    expect(verified.size).toBeLessThan(35);
  });

  it('is not pushed out by what was refused', () => {
    const verified = new Verified(() => 0);
    verified.keep('good', { principal: user, until: 1 });
    for (let i = 0; i < 20_000; i++) verified.keep(`bad${i}`, { principal: null, until: 1 });
    expect(verified.get('good')).toBe(user);
    expect(verified.size).toBe(1_001);
  });

  it('ends when it is said to', () => {
    let now = 0;
    const verified = new Verified(() => now);
    verified.keep('good', { principal: user, until: 10 });
    verified.keep('bad', { principal: null, until: 5 });
    expect([verified.get('good'), verified.get('bad')]).toEqual([user, null]);
    now = 5;
    expect([verified.get('good'), verified.get('bad')]).toEqual([user, undefined]);
    now = 10;
    expect(verified.get('good')).toBeUndefined();
  });

  it('is not kept when all was forgotten during the check', async () => {
    const verified = new Verified(() => 0);
    let end = (): void => {};
    const check = verified.check('k', async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return { principal: user, until: 1 };
    });
    verified.clear();
    end();
    expect(await check).toBe(user);
    expect(verified.get('k')).toBeUndefined();
  });
});

describe('checks that run', () => {
  it('are bounded', () => {
    const verified = new Verified(() => 0);
    const never = () => new Promise<never>(() => {});
    for (let i = 0; i < 1_000; i++) void verified.check(`k${i}`, never);
    expect(() => verified.check('one more', never)).toThrow('too many');
  });

  it('that fail are tried again', async () => {
    const verified = new Verified(() => 0);
    await expect(verified.check('k', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await verified.check('k', async () => ({ principal: user, until: 1 }))).toBe(user);
  });
});
