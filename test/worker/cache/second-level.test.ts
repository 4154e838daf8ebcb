import { pack, unpack } from 'msgpackr';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RoutePlan } from '../../../src/shared/snapshot.js';
import { AnswerCache } from '../../../src/worker/cache/answer-cache.js';
import type { CachedAnswer } from '../../../src/worker/cache/cached-answer.js';
import { OcelotCache } from '../../../src/worker/cache/ocelot-cache.js';
import type { SecondLevel } from '../../../src/worker/cache/second-level.js';
import { Deadlines } from '../../../src/worker/deadlines.js';
import { Exchange } from '../../../src/worker/exchange.js';
import { ResponseHead } from '../../../src/worker/forward/response-head.js';
import { cachePlan } from '../../support/cache-plan.js';
import { routePlan } from '../../support/plans.js';
import { until } from '../../support/until.js';

/** A second level in memory that keeps answers as bytes, as Redis does. */
class Shared implements SecondLevel {
  readonly bytes = new Map<string, Buffer>();
  asked = 0;
  isAway = false;

  async get(key: string, region: string, epoch: number): Promise<CachedAnswer | null> {
    this.asked++;
    if (this.isAway) throw new Error('away');
    const found = this.bytes.get(`${region} ${epoch} ${key}`);
    return found === undefined ? null : (unpack(found) as CachedAnswer);
  }

  set(key: string, region: string, epoch: number, answer: CachedAnswer): void {
    this.bytes.set(`${region} ${epoch} ${key}`, pack(answer));
  }

  invalidate(): void {}

  async claim(): Promise<'free'> {
    return 'free';
  }
}

const clock = { now: 5_000 };
const plan: RoutePlan = routePlan();
let shared: Shared;

beforeEach(() => {
  shared = new Shared();
});

/** A worker: requests that go to the service are counted and answered with the head and body given. */
class Worker {
  readonly cache = new AnswerCache(clock);
  readonly route: OcelotCache;
  readonly deadlines = new Deadlines(clock);
  calls = 0;

  constructor() {
    this.cache.configure({ maxBytes: 1_000_000, maxEntryBytes: 100_000 });
    this.cache.secondLevel = shared;
    this.route = new OcelotCache(plan, cachePlan(), this.cache, null);
  }

  /** What the client gets. */
  async ask(fields = '', language = 'de'): Promise<string> {
    const asking = new Asking(this, fields, language);
    asking.proceed();
    return until('an answer', () => asking.got);
  }
}

class Asking extends Exchange {
  got: string | null = null;

  constructor(worker: Worker, fields: string, language: string) {
    const gateway = { clock, settled() {} } as unknown as Exchange['gateway'];
    super(gateway, {} as Exchange['response'], false);
    this.headers.push('accept-language', language);
    const call = () => {
      const head = new ResponseHead();
      head.status = 200;
      head.statusLine = '200 OK';
      head.fields = fields;
      head.contentLength = 2;
      worker.calls++;
      this.respond(head, Buffer.from(language), true);
      return false;
    };
    const steps = [(exchange: Exchange) => worker.route.step(exchange), call];
    const deadlines = worker.deadlines.queue(1_000);
    this.route = { method: null, steps, answerSteps: null, deadlines } as unknown as Exchange['route'];
  }

  override deliver(_head: ResponseHead, chunk: Buffer | null): void {
    this.got = String(chunk);
    this.finish();
  }
}

it('gives one worker what another one kept, with the time that is left', async () => {
  const [first, second] = [new Worker(), new Worker()];
  expect(await first.ask()).toBe('de');
  clock.now += 59_000;
  const [key] = shared.bytes.keys();
  const kept = unpack(shared.bytes.get(key!)!) as CachedAnswer;
  shared.bytes.set(key!, pack({ ...kept, expiresAt: Date.now() + 10_000 }));
  expect(await second.ask()).toBe('de');
  expect([first.calls, second.calls]).toEqual([1, 0]);
  const { asked } = shared;
  await second.ask();
  expect(shared.asked).toBe(asked);
  clock.now += 10_200;
  shared.bytes.clear();
  await second.ask();
  expect(second.calls).toBe(1);
});

it('is asked once for all who want the same', async () => {
  await new Worker().ask();
  const worker = new Worker();
  const before = shared.asked;
  const answers = await Promise.all([worker.ask(), worker.ask(), worker.ask()]);
  expect([answers, worker.calls, shared.asked - before]).toEqual([['de', 'de', 'de'], 0, 1]);
});

it('finds the variant that fits', async () => {
  const first = new Worker();
  await first.ask('Vary: Accept-Language', 'de');
  await first.ask('Vary: Accept-Language', 'en');
  const second = new Worker();
  expect([await second.ask('', 'de'), await second.ask('', 'en')]).toEqual(['de', 'en']);
  expect(second.calls).toBe(0);
  expect(await second.ask('Vary: Accept-Language', 'fr')).toBe('fr');
});

it('holds nothing of an earlier epoch', async () => {
  await new Worker().ask();
  const worker = new Worker();
  worker.cache.clear('r', 9);
  await worker.ask();
  expect(worker.calls).toBe(1);
});

it('does not bring back what is cleared while it is asked', async () => {
  await new Worker().ask();
  const worker = new Worker();
  const answer = worker.ask();
  worker.cache.clear('r');
  await answer;
  expect([worker.calls, worker.cache.size]).toEqual([1, 0]);
});

it('is neither asked nor told while epochs are not known', async () => {
  await new Worker().ask();
  const worker = new Worker();
  worker.cache.trust(0);
  const { asked } = shared;
  shared.bytes.clear();
  await worker.ask();
  expect([worker.calls, shared.asked - asked, shared.bytes.size]).toEqual([1, 0, 0]);
});

it('is asked, and what is kept is used, only as long as clears are sure to be heard', async () => {
  const worker = new Worker();
  worker.cache.trust(performance.now() + 60_000);
  await worker.ask();
  await worker.ask();
  expect(worker.calls).toBe(1);
  worker.cache.trust(performance.now());
  const { asked } = shared;
  await worker.ask();
  expect([worker.calls, shared.asked]).toEqual([2, asked]);
});

it('may be away', async () => {
  const worker = new Worker();
  shared.isAway = true;
  expect(await worker.ask()).toBe('de');
  expect(worker.calls).toBe(1);
});

afterEach(() => shared.bytes.clear());
