import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Reporter } from '../../src/worker/reporter.js';
import { workerReport } from '../support/worker-report.js';

let requests = 0;
let sent: number[] = [];
let reporter: Reporter;

beforeEach(() => {
  vi.useFakeTimers();
  requests = 0;
  sent = [];
  reporter = new Reporter(
    () => workerReport({ requests }),
    (told) => sent.push(told.requests),
  );
});

afterEach(() => {
  reporter.stop();
  vi.useRealTimers();
});

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
