import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { hostName, primaryId } from '../../../src/primary/backplane/host-ids.js';
import { gateway } from '../../../src/shared/config/gateway.js';

it('a host is called the same after a restart, and otherwise than its neighbours on the machine', () => {
  const name = (Port: number) => hostName(gateway.parse({ Admin: { Port } }));
  expect(name(5001)).toBe(name(5001));
  expect(name(5001)).not.toBe(name(5002));
  expect(name(5001)).toContain(hostname().slice(0, 3));
});

it('a host is called what HostId says', () => {
  expect(hostName(gateway.parse({ HostId: 'edge_1.a' }))).toBe('edge_1.a');
  for (const HostId of ['', 'a:b', 'a b', 'x'.repeat(101)]) expect(gateway.safeParse({ HostId }).success).toBe(false);
});

it('no two primaries have the same id', () => {
  expect(primaryId('a')).toMatch(/^a-[0-9a-f]{8}$/);
  expect(primaryId('a')).not.toBe(primaryId('a'));
});
