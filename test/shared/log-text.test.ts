import { expect, it } from 'vitest';
import { createLog } from '../../src/shared/log.js';
import { textLine } from '../../src/shared/log-text.js';

const line = (fields: object): string =>
  textLine(JSON.stringify({ level: 'info', time: '2026-03-04T05:06:07.089Z', process: 'primary', pid: 1, ...fields }));

it('puts time, level and message first, then the rest', () => {
  expect(line({ msg: 'margay starts', workers: 2, listeners: ['a', 'b'], version: '1.0.0' })).toBe(
    '05:06:07.089 info  margay starts workers=2 listeners=["a","b"] version=1.0.0\n',
  );
});

it('names the worker', () => {
  expect(line({ process: 'worker', pid: 77, msg: 'request' })).toBe('05:06:07.089 info  [77] request\n');
});

it('shows the stack of an error below', () => {
  expect(line({ level: 'fatal', msg: 'ends', err: { message: 'm', stack: 'Error: m\n    at x' } })).toBe(
    '05:06:07.089 fatal ends\nError: m\n    at x\n',
  );
});

it('is what a log in the text format writes', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'warn', format: 'text' }, 'primary', { write: (text) => lines.push(text) });
  log.info('not written');
  log.warn({ a: 1 }, 'written');
  expect(lines).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} warn {2}written a=1\n$/)]);
});
