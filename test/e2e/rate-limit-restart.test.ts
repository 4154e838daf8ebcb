import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConfigObject, type RunningGateway, startGateway } from '../support/gateway.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { until } from '../support/until.js';

let service: Service;
let gateway: RunningGateway;

beforeAll(async () => {
  service = await startService((_, response) => response.end('ok'));
});

afterAll(async () => {
  await gateway?.stop();
  await service?.close();
});

const config = (Workers: number): ConfigObject => ({
  Routes: [routeTo(service.port, { RateLimitOptions: { Limit: 10, Period: '10m', PartitionBy: ['route'] } })],
  Gateway: { Workers, Backplane: { CommandTimeout: '20s' } },
});

const remaining = async (): Promise<number> => {
  const answer = await fetch(`${gateway.url}/x`, { headers: { connection: 'close' } });
  await answer.text();
  return answer.status === 200 ? Number(answer.headers.get('x-ratelimit-remaining')) : -answer.status;
};

it('a window outlives the only worker, and the change to several workers and back', async () => {
  gateway = await startGateway({ config: config(1) });
  expect([await remaining(), await remaining(), await remaining()]).toEqual([9, 8, 7]);
  gateway.signal('SIGHUP');
  await until('the restart is done', () => gateway.log().includes('rolling restart done'));
  expect([await remaining(), await remaining()]).toEqual([6, 5]);

  writeFileSync(gateway.configFile, JSON.stringify(config(2)));
  await until('two serve', async () => (await gateway.pids()).length === 2 && restarts() === 2);
  expect([await remaining(), await remaining()]).toEqual([4, 3]);

  writeFileSync(gateway.configFile, JSON.stringify(config(1)));
  await until('one serves', async () => (await gateway.pids()).length === 1 && restarts() === 3);
  expect([await remaining(), await remaining(), await remaining()]).toEqual([2, 1, 0]);
  expect(await remaining()).toBe(-429);
});

const restarts = (): number => gateway.log().split('rolling restart done').length - 1;
