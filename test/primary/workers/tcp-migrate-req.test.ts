import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureTcpMigrateReq } from '../../../src/primary/workers/tcp-migrate-req.js';
import { createLog } from '../../../src/shared/log.js';

let folder: string;
let file: string;
let lines: string[];
const log = createLog({ level: 'info', format: 'json' }, 'primary', { write: (line) => lines.push(line) });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margay-sysctl-'));
  file = join(folder, 'tcp_migrate_req');
  lines = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

it('sets it when asked to', async () => {
  writeFileSync(file, '0\n');
  await ensureTcpMigrateReq(true, log, file);
  expect(readFileSync(file, 'utf8')).toBe('1');
  expect(lines).toHaveLength(1);
});

it('says in one line how to set it when not asked to', async () => {
  writeFileSync(file, '0\n');
  await ensureTcpMigrateReq(false, log, file);
  expect(readFileSync(file, 'utf8')).toBe('0\n');
  expect(lines).toEqual([expect.stringContaining('sysctl -w net.ipv4.tcp_migrate_req=1')]);
});

it.each([['1\n'], [null]])('has nothing to do or say when it is %j', async (value) => {
  if (value !== null) writeFileSync(file, value);
  await ensureTcpMigrateReq(true, log, file);
  expect(lines).toEqual([]);
});
