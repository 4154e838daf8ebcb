import { hash as argon2 } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BasicPlan } from '../../../src/shared/policies/schemes/basic.js';
import { Basic } from '../../../src/worker/auth/basic.js';
import { HashSlots } from '../../../src/worker/auth/hash-slots.js';
import { requestWith } from '../../support/request.js';

let plan: BasicPlan;

beforeAll(async () => {
  const ann = await bcrypt('pass:wörd', 4);
  const eve = await bcrypt('old', 4);
  const bob = await argon2('bob’s', { memoryCost: 1024, timeCost: 1 });
  plan = {
    kind: 'Basic',
    name: 'People',
    realm: 'the "shop"',
    users: [
      { name: 'ann', hash: ann, claims: [['role', ['admin']]] },
      { name: 'bob', hash: bob, claims: [] },
      // As htpasswd writes it.
      { name: 'eve', hash: eve.replace('$2b$', '$2y$'), claims: [] },
    ],
  };
});

const basic = (text: string, word = 'Basic'): Record<string, string> => ({
  authorization: `${word} ${Buffer.from(text).toString('base64')}`,
});

const scheme = (now: () => number = () => 0, slots = new HashSlots()): Basic => new Basic(plan, now, slots);

it.each([
  ['ann:pass:wörd', 'ann'],
  ['bob:bob’s', 'bob'],
  ['eve:old', 'eve'],
])('%s is %s', async (text, name) => {
  expect((await scheme().authenticate(requestWith(basic(text))))?.name).toBe(name);
});

it('gives the user its claims, under a scheme word in any case', async () => {
  const user = await scheme().authenticate(requestWith(basic('ann:pass:wörd', 'bASIC')));
  expect(user!.claims.values('role')).toEqual(['admin']);
});

it.each([
  'ann:pass:word',
  'ann:',
  'ann',
  ':pass:wörd',
  'Ann:pass:wörd',
  'bob:pass:wörd',
  'nobody:pass:wörd',
  'ann:pass:wörd\0',
  `ann:${'x'.repeat(2_000)}`,
])('%j is nobody', async (text) => {
  expect(await scheme().authenticate(requestWith(basic(text)))).toBeNull();
});

it.each(['Basic', 'Basic ', 'Basic !', 'Basic YW5u YQ==', 'Bearer YW5uOmE='])(
  'the field %j is nobody',
  async (authorization) => {
    expect(await scheme().authenticate(requestWith({ authorization }))).toBeNull();
  },
);

describe('a password that comes again', () => {
  it('is not hashed again for five minutes', async () => {
    let now = 0;
    const people = scheme(() => now);
    const request = requestWith(basic('ann:pass:wörd'));
    const user = await people.authenticate(request);
    expect(people.authenticate(request)).toBe(user);
    now = 299_999;
    expect(people.authenticate(request)).toBe(user);
    now = 300_000;
    expect(people.authenticate(request)).toBeInstanceOf(Promise);
  });

  it('and was wrong is not hashed again for ten seconds', async () => {
    let now = 0;
    const people = scheme(() => now);
    const request = requestWith(basic('ann:wrong'));
    expect(await people.authenticate(request)).toBeNull();
    expect(people.authenticate(request)).toBeNull();
    now = 10_000;
    expect(people.authenticate(request)).toBeInstanceOf(Promise);
  });
});

it('does not let a flood of passwords wait', async () => {
  const people = scheme();
  const checks = Array.from({ length: 40 }, async (_, i) => people.authenticate(requestWith(basic(`ann:${i}`))));
  const ends = await Promise.allSettled(checks);
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(6);
  expect(await people.authenticate(requestWith(basic('ann:pass:wörd')))).not.toBeNull();
});

it('asks for a password, with the realm quoted', () => {
  expect(scheme().challenge()).toBe('Basic realm="the \\"shop\\"", charset="UTF-8"');
});
