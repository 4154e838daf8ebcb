import { describe, expect, test } from 'vitest';
import { gatewayDuration, isOcelotPeriod, ocelotDuration } from '../../src/shared/duration.js';

describe('gatewayDuration', () => {
  test.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['5m', 300_000],
    ['1.5s', 1_500],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['250', 250],
    [' 3 S ', 3_000],
    [0, 0],
    [1500, 1_500],
    ['soon', null],
    ['', null],
    ['-1s', null],
    ['1s2', null],
    ['1w', null],
    [-1, null],
    [Number.NaN, null],
  ])('%j is %j', (text, expected) => {
    expect(gatewayDuration(text)).toBe(expected);
  });
});

describe('ocelotDuration', () => {
  test.each([
    ['1s', 1_000],
    ['1.5m', 90_000],
    ['2.', 2],
    ['3.0m', 180_000],
    ['333.5', 333.5],
    ['.4ms', 0.4],
    ['-20s', 20_000],
    ['', 0],
    ['   ', 0],
    ['2H', 7_200_000],
    ['1x', null],
    ['ms', null],
    ['1.2.3s', null],
    ['1months', null],
  ])('%j is %j', (text, expected) => {
    expect(ocelotDuration(text)).toBe(expected);
  });
});

describe('isOcelotPeriod', () => {
  test.each(['1s', '12.34s', '1ms', '2m', '3h', '4d', ' 3s '])('%j may stand in Period', (text) => {
    expect(isOcelotPeriod(text)).toBe(true);
  });

  test.each(['123', '-123', 'bad', ' -3s ', '', '1months', '1sec', '1 s s'])('%j may not', (text) => {
    expect(isOcelotPeriod(text)).toBe(false);
  });
});
