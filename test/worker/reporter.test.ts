import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WorkerReport } from '../../src/shared/worker-report.js';
import { Reporter } from '../../src/worker/reporter.js';

let requests = 0;
let sent: number[] = [];
let reporter: Reporter;

beforeEach(() => {
  vi.useFakeTimers();
  requests = 0;
  sent = [];
  reporter = new Reporter(report, (told) => sent.push(told.requests));
});

afterEach(() => {
  reporter.stop();
  vi.useRealTimers();
});

function report(): WorkerReport {
  return {
    requests,
    failures: { client: 0, gateway: 0, service: 0 },
    connections: 0,
    webSockets: 0,
    cache: { entries: 0, bytes: 0, hits: 0 },
    breakers: [],
    redis: null,
    cacheRedis: null,
  };
}

it('tells once a second, and only what has changed', () => {
  vi.advanceTimersByTime(3_000);
  expect(sent).toEqual([0]);
  requests = 5;
  vi.advanceTimersByTime(999);
  expect(sent).toEqual([0]);
  vi.advanceTimersByTime(1);
  expect(sent).toEqual([0, 5]);
});

it('says nothing once it is stopped', () => {
  reporter.stop();
  vi.advanceTimersByTime(5_000);
  expect(sent).toEqual([]);
});
