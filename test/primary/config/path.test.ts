import { expect, test } from 'vitest';
import { formatPath } from '../../../src/primary/config/path.js';

test.each([
  [[], ''],
  [['Routes', 3, 'UpstreamPathTemplate'], 'Routes[3].UpstreamPathTemplate'],
  [['Routes', 0, 'UpstreamHeaderTransform', 'X-Id'], 'Routes[0].UpstreamHeaderTransform.X-Id'],
  [['Routes', 0, 'RouteClaimsRequirement', 'http://x/role'], 'Routes[0].RouteClaimsRequirement["http://x/role"]'],
])('%j is %s', (path, expected) => {
  expect(formatPath(path)).toBe(expected);
});
