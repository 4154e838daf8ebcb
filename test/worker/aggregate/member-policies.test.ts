import { afterEach, expect, it, vi } from 'vitest';
import type { Step } from '../../../src/worker/pipeline.js';
import { rateLimit } from '../../../src/worker/policies/rate-limit.js';
import { aggregate, says } from './harness.js';

afterEach(() => vi.restoreAllMocks());

/** Two members whose rate limits are these steps. */
async function limited(a: Step, b: Step) {
  const steps = new Map([
    ['/a', a],
    ['/b', b],
  ]);
  vi.spyOn(rateLimit, 'link').mockImplementation(({ downstream }) => steps.get(downstream.pathTemplate) ?? null);
  const server = await aggregate({
    a: { destinations: [await says('1')], to: '/a' },
    b: { destinations: [await says('2')], to: '/b' },
  });
  const answer = await fetch(`${server.url}/all/7`);
  return { status: answer.status, text: await answer.text(), headers: Object.fromEntries(answer.headers) };
}

const allows =
  (remaining: number): Step =>
  (exchange) => {
    exchange.addAnswerFields(`X-RateLimit-Limit: 9\r\nX-RateLimit-Remaining: ${remaining}`);
    return true;
  };

it('what members add to answers goes out once', async () => {
  const { status, headers } = await limited(allows(3), allows(2));
  expect(status).toBe(200);
  expect(headers).toMatchObject({ 'x-ratelimit-limit': '9', 'x-ratelimit-remaining': '3' });
});

it('a member that is refused refuses the whole, in its own words', async () => {
  const refuses: Step = (exchange) => {
    exchange.fail('addressDenied', 'quota', {
      status: 429,
      fields: 'Retry-After: 3',
      body: 'API calls quota exceeded!',
    });
    return false;
  };
  const { status, text, headers } = await limited(allows(3), refuses);
  expect([status, text]).toEqual([429, 'API calls quota exceeded!']);
  expect(headers).toMatchObject({ 'retry-after': '3', 'x-ratelimit-remaining': '3' });
});
