import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../../src/primary/config/contract.js';
import { CertificateStore } from '../../../src/primary/tls/certificate-store.js';
import { CertificateWatcher, type WatcherOptions } from '../../../src/primary/tls/certificate-watcher.js';
import type { ListenerPlan } from '../../../src/shared/control.js';
import { makePair, replacePair, type TestPair } from '../../support/certificates.js';

let folder: string;
let site: TestPair;
let renewed: TestPair;
let store: CertificateStore;
let watcher: CertificateWatcher;
let changes: (readonly ListenerPlan[])[];
let reports: Problem[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'margay-test-'));
  site = makePair(folder, 'site.example');
  renewed = makePair(folder, 'renewed.example');
  store = new CertificateStore();
  changes = [];
  reports = [];
});
afterEach(async () => {
  await watcher.stop();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function watch(pair: TestPair, options: Partial<WatcherOptions> = {}): Promise<void> {
  const tls = { CertificateFile: pair.certificateFile, KeyFile: pair.keyFile, ServerNames: [] };
  await store.prepare([{ Host: '0.0.0.0', Port: 5443, Tls: tls }]);
  watcher = new CertificateWatcher(
    store,
    (listeners) => changes.push(listeners),
    (problems) => reports.push(...problems),
    { interval: 20, patience: 200, ...options },
  );
}

async function expectServed(pair: TestPair): Promise<void> {
  const { certificateFile, keyFile } = changes.at(-1)![0]!.tls!;
  expect(await readFile(certificateFile)).toEqual(await readFile(pair.certificateFile));
  expect(await readFile(keyFile)).toEqual(await readFile(pair.keyFile));
}

const until = (condition: () => void) => vi.waitFor(condition, { timeout: 10_000, interval: 20 });

describe('CertificateWatcher', () => {
  it('sees files that are written over', async () => {
    await watch(site, { patience: 10_000 });
    await replacePair(site, renewed);
    await until(() => expect(changes).toHaveLength(1));
    await expectServed(renewed);
    expect(reports).toEqual([]);
  });

  it('sees files that are renamed over', async () => {
    const source = makePair(folder, 'moved.example');
    await watch(site, { patience: 10_000 });
    await rename(source.certificateFile, site.certificateFile);
    await rename(source.keyFile, site.keyFile);
    await until(() => expect(changes).toHaveLength(1));
    await expectServed(site);
  });

  it('sees links that point elsewhere, which is how certbot renews', async () => {
    const live = { certificateFile: join(folder, 'fullchain.pem'), keyFile: join(folder, 'privkey.pem') };
    await symlink(site.certificateFile, live.certificateFile);
    await symlink(site.keyFile, live.keyFile);
    await watch(live, { patience: 10_000 });
    for (const file of ['certificateFile', 'keyFile'] as const) {
      await symlink(renewed[file], `${live[file]}.new`);
      await rename(`${live[file]}.new`, live[file]);
    }
    await until(() => expect(changes).toHaveLength(1));
    await expectServed(renewed);
  });

  it('waits for the second half of a renewal without a word', async () => {
    await watch(site, { patience: 10_000 });
    await writeFile(site.certificateFile, await readFile(renewed.certificateFile));
    await sleep(200);
    expect(changes).toEqual([]);
    await writeFile(site.keyFile, await readFile(renewed.keyFile));
    await until(() => expect(changes).toHaveLength(1));
    expect(reports).toEqual([]);
  });

  it('reports a pair that stays bad once, and adopts it when it is mended', async () => {
    await watch(site);
    await writeFile(site.certificateFile, await readFile(renewed.certificateFile));
    await until(() => expect(reports).not.toEqual([]));
    await sleep(200);
    expect(reports).toMatchObject([{ severity: 'warning', message: expect.stringContaining(site.keyFile) }]);
    expect(changes).toEqual([]);
    await writeFile(site.keyFile, await readFile(renewed.keyFile));
    await until(() => expect(changes).toHaveLength(1));
  });

  it('repeats warnings about certificates in use, which expire while the gateway runs', async () => {
    const short = makePair(folder, 'short.example', { days: 5 });
    await watch(short, { reminder: 100 });
    await until(() => expect(reports.length).toBeGreaterThan(1));
    expect(reports[0]).toMatchObject({ severity: 'warning', message: expect.stringContaining('expires on') });
  });

  it('does nothing after it was stopped', async () => {
    await watch(site);
    await watcher.stop();
    await replacePair(site, renewed);
    await sleep(200);
    expect(changes).toEqual([]);
  });
});
