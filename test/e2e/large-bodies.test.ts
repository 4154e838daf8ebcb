import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evenly, type Fingerprint, readBody, sendBody } from '../support/bodies.js';
import { type BodyService, startBodyService } from '../support/body-service.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerTo, fingerprintOf, open, takenOf } from '../support/http-client.js';
import { expectNothingLeft, residentMemory } from '../support/nothing-left.js';
import { routeTo } from '../support/service.js';

const megabyte = 1024 * 1024;
const gigabyte = 1024 * megabyte;
const framings = ['length', 'chunks'] as const;

let service: BodyService;
let gateway: RunningGateway;
let workers: number[];

beforeAll(async () => {
  service = await startBodyService();
  gateway = await startGateway({ config: { Routes: [routeTo(service.port)] } });
  workers = await gateway.pids();
  await fingerprintOf(gateway.port, '/give?size=1000000&framing=length');
});

afterAll(async () => {
  await expectNothingLeft(gateway, workers, service);
  expect(await gateway.stop()).toBe(0);
  await service.close();
});

/** Most memory that the worker took meanwhile, above what it had, in bytes. */
async function growthDuring(what: () => Promise<void>): Promise<number> {
  const worker = workers[0]!;
  const before = residentMemory(worker);
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, residentMemory(worker));
  }, 50);
  await what().finally(() => clearInterval(sampling));
  return Math.max(most, residentMemory(worker)) - before;
}

async function upload(path: string, size: number, framing: string): Promise<void> {
  const request = open(gateway.port, 'POST', path, framing === 'length' ? { 'content-length': size } : {});
  const [sent, taken] = await Promise.all([sendBody(request, size), takenOf(request)]);
  expect(taken).toEqual(sent);
  expect(taken.bytes).toBe(size);
}

async function download(path: string, size: number, rate = Number.POSITIVE_INFINITY): Promise<void> {
  const request = open(gateway.port, 'GET', path);
  request.end();
  const taken: Fingerprint = await readBody(await answerTo(request), evenly(rate));
  expect(taken).toEqual(service.sent(path));
  expect(taken.bytes).toBe(size);
}

// Each of them keeps a processor busy: one after the other.
describe.each(framings)('with %s, and less than 64 MB of memory,', (framing) => {
  it('1 GB goes up', async () => {
    expect(await growthDuring(() => upload('/take', gigabyte, framing))).toBeLessThan(64 * megabyte);
  }, 60_000);

  it('1 GB comes down', async () => {
    const path = `/give?size=${gigabyte}&framing=${framing}`;
    expect(await growthDuring(() => download(path, gigabyte))).toBeLessThan(64 * megabyte);
  }, 60_000);
});

describe.concurrent.each(framings)('with %s, and a slow reader, less than 64 MB of memory are enough', (framing) => {
  const size = 200 * megabyte;
  const rate = 20 * megabyte;

  it('for 200 MB up', async () => {
    expect(await growthDuring(() => upload(`/take?rate=${rate}`, size, framing))).toBeLessThan(64 * megabyte);
  }, 60_000);

  it('for 200 MB down', async () => {
    const path = `/give?size=${size}&framing=${framing}`;
    expect(await growthDuring(() => download(path, size, rate))).toBeLessThan(64 * megabyte);
  }, 60_000);
});
